/**
 * Detects that packets come faster than a thread serves them. Only root can read from the kernel how many wait
 * (/proc/net/netfilter/nfnetlink_queue). So full batches in a row are added up: once they are as many packets as the queue may hold, it was full
 * or nearly full.
 */
export class Backlog {
  readonly #batch: number;
  readonly #length: number;
  #run = 0;

  /** @param batch - packets that come at one time at most. @param length - packets that may wait in the kernel, the held ones included. */
  constructor(batch: number, length: number) {
    this.#batch = batch;
    this.#length = length;
  }

  /** A batch of `count` packets came while `held` others waited for their verdict. True if the thread is behind. */
  came(count: number, held: number): boolean {
    this.#run = count < this.#batch ? 0 : this.#run + count;
    return this.#run + held >= this.#length;
  }
}
