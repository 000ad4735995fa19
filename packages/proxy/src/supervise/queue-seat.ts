import { closeDescriptor } from '../linux/descriptor.ts';
import { bindQueue, unbindQueue } from '../linux/netfilter-queue.ts';
import type { BoundQueue } from '../packet/queue-server.ts';
import type { PacketSettings } from '../settings/settings.ts';

/** Packets that wait at one time: a tenth of a second of a busy line. What comes above them is for the overload policy. */
const QUEUE_LENGTH = 1024;
/** How often a thread's pulse is felt, and how often in a row it may be missing, before its queue is given up. */
const LOOK = 500;
const MOST_MISSED = 6;

/**
 * A bound queue of netfilter for one thread. It belongs to the main thread: a thread that dies leaves no queue behind that nobody
 * serves, and one that hangs loses it. Without a queue, the rules let flows pass or drop them, as the overload policy says.
 */
export class QueueSeat {
  readonly queue: BoundQueue;
  readonly #timer: NodeJS.Timeout;
  readonly #pulse: Int32Array;
  readonly #hung: () => void;
  #last = 0;
  #missed = 0;

  /**
   * @param index - of the queue among those of `settings`
   * @param hung - told, after the queue was given up, that its thread shows no life
   * @throws {SystemCallError} without CAP_NET_ADMIN, or if another process has the queue.
   */
  constructor(settings: PacketSettings, index: number, hung: () => void) {
    const number = settings.queue + index;
    const descriptor = bindQueue({ queue: number, length: QUEUE_LENGTH, failOpen: settings.overload === 'open' });
    const pulse = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.queue = { number, descriptor, pulse };
    this.#pulse = new Int32Array(pulse);
    this.#hung = hung;
    this.#timer = setInterval(() => this.#look(), LOOK).unref();
  }

  /** The thread is gone: the kernel drops what waits, and its senders send it again. */
  close(): void {
    clearInterval(this.#timer);
    closeDescriptor(this.queue.descriptor);
  }

  #look(): void {
    const now = Atomics.load(this.#pulse, 0);
    // Nothing is expected of a thread that has not begun.
    this.#missed = now === this.#last && now !== 0 ? this.#missed + 1 : 0;
    this.#last = now;
    if (this.#missed < MOST_MISSED) return;
    clearInterval(this.#timer);
    unbindQueue(this.queue.descriptor, this.queue.number);
    this.#hung();
  }
}
