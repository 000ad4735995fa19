import type { FlowHash } from './flow-key.ts';

/** No verdict is remembered. */
export const FORGOTTEN = 0;
export const WAS_ALLOWED = 1;
export const WAS_BLOCKED = 2;
export type Recent = typeof FORGOTTEN | typeof WAS_ALLOWED | typeof WAS_BLOCKED;

/** A power of two. 16 bytes each. */
const SLOTS = 65_536;
/** Words of a slot, which is in one line of the cache: both halves of the hash, until when it holds, the verdict. */
const WORDS = 4;
const HIGH = 1;
const UNTIL = 2;
const VERDICT = 3;

/**
 * The last verdicts. A packet may be on its way to the queue when its flow is decided, such as a retransmission. It gets the
 * same verdict and is not counted again. One slot for each hash: a newer verdict replaces an older one, so memory does not grow with
 * the flows. A hash of 64 bits under a secret, with the sequence number, does not match by chance.
 */
export class RecentVerdicts {
  readonly #keepMs: number;
  readonly #words = new Int32Array(WORDS * SLOTS);

  /** `keepMs`: how long a verdict holds. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** `base`: distinguishes two flows between the same ends. `now` in milliseconds, of a clock that only goes forward. */
  find({ low, high }: FlowHash, base: number, now: number): Recent {
    const words = this.#words;
    const at = WORDS * ((low ^ base) & (SLOTS - 1));
    if (words[at] !== (low ^ base) || words[at + HIGH] !== high) return FORGOTTEN;
    // The 32 bits of milliseconds go round in 49 days: an older verdict than half of that would seem to be one of the time to come.
    const left = ((words[at + UNTIL] as number) - Math.floor(now)) | 0;
    return left > 0 && left <= this.#keepMs ? (words[at + VERDICT] as Recent) : FORGOTTEN;
  }

  set({ low, high }: FlowHash, base: number, now: number, verdict: Recent): void {
    const words = this.#words;
    const at = WORDS * ((low ^ base) & (SLOTS - 1));
    words[at] = low ^ base;
    words[at + HIGH] = high;
    words[at + UNTIL] = Math.floor(now) + this.#keepMs;
    words[at + VERDICT] = verdict;
  }
}
