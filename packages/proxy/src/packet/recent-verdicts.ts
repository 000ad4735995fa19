import type { FlowHash } from './flow-key.ts';

/** No verdict is remembered. */
export const FORGOTTEN = 0;
export const WAS_ALLOWED = 1;
export const WAS_BLOCKED = 2;
export type Recent = typeof FORGOTTEN | typeof WAS_ALLOWED | typeof WAS_BLOCKED;

/** A power of two. 17 bytes each. */
const SLOTS = 65_536;

/**
 * The last verdicts, so that a packet that was already on its way to the queue when its flow was decided, a retransmission above all,
 * gets the same one and is not counted again. One slot for each hash: a newer verdict takes the place of an older one. So memory does
 * not grow with the flows; and a hash of 64 bits under a secret, with the sequence number, is not met by chance.
 */
export class RecentVerdicts {
  readonly #keepMs: number;
  readonly #hashes = new Int32Array(2 * SLOTS);
  readonly #until = new Float64Array(SLOTS);
  readonly #verdicts = new Uint8Array(SLOTS);

  /** `keepMs`: how long a verdict holds. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** `base`: tells two flows of the same ends apart. `now` in milliseconds, of a clock that only goes forward. */
  find({ low, high }: FlowHash, base: number, now: number): Recent {
    const slot = (low ^ base) & (SLOTS - 1);
    const isIt = this.#hashes[2 * slot] === (low ^ base) && this.#hashes[2 * slot + 1] === high;
    return isIt && (this.#until[slot] as number) > now ? (this.#verdicts[slot] as Recent) : FORGOTTEN;
  }

  set({ low, high }: FlowHash, base: number, now: number, verdict: Recent): void {
    const slot = (low ^ base) & (SLOTS - 1);
    this.#hashes[2 * slot] = low ^ base;
    this.#hashes[2 * slot + 1] = high;
    this.#until[slot] = now + this.#keepMs;
    this.#verdicts[slot] = verdict;
  }
}
