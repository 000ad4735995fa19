/**
 * Whether a list blocks far more since its new version came: a delivery that covers what it should not shows at once in how much is
 * blocked, long before somebody calls. Judged by the share of requests, so that a busy evening is no jump.
 *
 *   ──── window ────┬──── window ────
 *        before     │ new version: watched
 */

/** What was counted for one list since the process started. */
export interface RateCounts {
  readonly blocked: number;
  /** Requests judged in the markets of the list. */
  readonly inspected: number;
}

/** When a rise is a jump. */
export interface RateBounds {
  /** How many times the share of before. */
  readonly factor: number;
  /** Blocked requests since the new version, at least: fewer are no evidence. */
  readonly minimum: number;
  /** Milliseconds: what came before is taken from one, what came after is watched for one. */
  readonly window: number;
}

/** A jump, in figures. */
export interface RateJump {
  /** How many times the share of before, rounded down. */
  readonly times: number;
  readonly blocked: number;
}

interface Sample extends RateCounts {
  readonly at: number;
}

/** Watches one list. Times are milliseconds of any clock that does not go back. */
export class BlockRate {
  readonly #bounds: RateBounds;
  #samples: Sample[] = [];
  #watched: { readonly from: Sample; readonly share: number } | undefined;

  constructor(bounds: RateBounds) {
    this.#bounds = bounds;
  }

  /**
   * A new version is in force from now on. What was seen in the window before is what it is compared with; false if that is
   * fewer than `minimum` judged requests, and nothing is watched.
   */
  begin(at: number, counts: RateCounts): boolean {
    this.sample(at, counts);
    const first = this.#samples[0] ?? { at, ...counts };
    const inspected = counts.inspected - first.inspected;
    this.#watched = undefined;
    if (inspected < this.#bounds.minimum) return false;
    // One block at least: a list that blocked nothing has no share that could be multiplied.
    this.#watched = { from: { at, ...counts }, share: Math.max(1, counts.blocked - first.blocked) / inspected };
    return true;
  }

  /** Takes the current counts; reports a jump once. To be called several times a window. */
  sample(at: number, counts: RateCounts): RateJump | undefined {
    this.#samples.push({ at, ...counts });
    this.#samples = this.#samples.filter((sample) => at - sample.at <= this.#bounds.window);
    if (this.#watched === undefined) return undefined;
    const { from, share } = this.#watched;
    const blocked = counts.blocked - from.blocked;
    const expected = share * (counts.inspected - from.inspected);
    if (blocked >= this.#bounds.minimum && blocked > this.#bounds.factor * expected) {
      this.#watched = undefined;
      return { times: Math.floor(blocked / expected), blocked };
    }
    if (at - from.at >= this.#bounds.window) this.#watched = undefined;
    return undefined;
  }
}
