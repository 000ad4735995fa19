import { closeDescriptor } from '../linux/descriptor.ts';
import { bindQueue, unbindQueue } from '../linux/netfilter-queue.ts';
import { BEHIND, type BoundQueue, LONGEST_TURN, PULSE_WORDS, TURNS } from '../packet/queue-server.ts';
import type { PacketSettings } from '../settings/settings.ts';
import type { UnservedClock } from './unserved-clock.ts';

/** Packets that wait at one time: some 20 ms of a thread's work, with two of each flow. What comes above them is for the overload policy. */
const QUEUE_LENGTH = 1024;
/** How often a thread's pulse is felt, and how often in a row it may be missing, before its queue is given up. */
const LOOK = 500;
const MOST_MISSED = 6;

/** What a {@link QueueSeat} reports about its thread, and to whom. */
export interface QueueSeatOptions {
  /** Position of the queue in the settings. */
  readonly index: number;
  /** Kept when the thread is replaced. */
  readonly clock: UnservedClock;
  /** Called when the thread has hung, after its queue was given up. */
  readonly hung: () => void;
}

/**
 * A bound queue of netfilter for one thread. It belongs to the main thread: a thread that dies leaves no queue behind that nobody
 * serves, and one that hangs loses it. Without a queue, the rules let flows pass or drop them, as the overload policy demands.
 */
export class QueueSeat {
  readonly queue: BoundQueue;
  readonly #timer: NodeJS.Timeout;
  readonly #pulse: Int32Array;
  readonly #clock: UnservedClock;
  readonly #hung: () => void;
  #turns = 0;
  #behind = 0;
  #missed = 0;
  #looked = performance.now();

  /** @throws {SystemCallError} without CAP_NET_ADMIN, or if another process has the queue. */
  constructor(settings: PacketSettings, { index, clock, hung }: QueueSeatOptions) {
    const number = settings.queue + index;
    const length = QUEUE_LENGTH;
    const descriptor = bindQueue({ queue: number, length, failOpen: settings.overload === 'open' });
    const pulse = new SharedArrayBuffer(PULSE_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.queue = { number, descriptor, length, pulse };
    this.#pulse = new Int32Array(pulse);
    this.#clock = clock;
    this.#hung = hung;
    this.#timer = setInterval(() => this.#look(), LOOK).unref();
  }

  /** The thread is gone: the kernel drops what waits, and its senders send it again. */
  close(): void {
    clearInterval(this.#timer);
    closeDescriptor(this.queue.descriptor);
  }

  #look(): void {
    const now = performance.now();
    const passed = now - this.#looked;
    this.#looked = now;
    const turns = Atomics.load(this.#pulse, TURNS);
    const before = this.#turns;
    this.#turns = turns;
    // A thread that has not started cannot be late.
    if (before === 0) {
      if (turns !== 0) this.#clock.served();
      return;
    }
    this.#count(passed, (turns - before) | 0); // the word of 32 bits goes round
    this.#missed = turns === before ? this.#missed + 1 : 0;
    if (this.#missed < MOST_MISSED) return;
    clearInterval(this.#timer);
    unbindQueue(this.queue.descriptor, this.queue.number);
    this.#hung();
  }

  /** Adds unserved time. If the whole process was stopped, this look is late, and the thread has made fewer turns than fit into `passed`. */
  #count(passed: number, turns: number): void {
    const behind = Atomics.load(this.#pulse, BEHIND);
    if (behind !== this.#behind) this.#clock.add('behind', Math.min(passed, LOOK));
    this.#behind = behind;
    const idle = passed - turns * LONGEST_TURN;
    if (idle > 0) this.#clock.add('hung', idle);
  }
}
