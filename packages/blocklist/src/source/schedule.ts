/** When to fetch next. Clock and chance come in as arguments. */

/** How often a source is asked. All in milliseconds. */
export interface Schedule {
  /** Between two fetches that went well. */
  readonly every: number;
  /** At most so much later, by chance, so that many nodes do not come at once. */
  readonly jitter: number;
  /** After the first failure; doubled with each further one. */
  readonly retryAfter: number;
}

/** Every half hour, up to a minute later; after failures 1, 2, 4 … minutes, at most as long as between two good ones. */
export const DEFAULT_SCHEDULE: Schedule = { every: 30 * 60_000, jitter: 60_000, retryAfter: 60_000 };

/**
 * Milliseconds until the next fetch.
 *
 * @param failures - fetches that failed since the last good one.
 * @param chance - from 0 to 1.
 */
export function waitBeforeFetch({ every, jitter, retryAfter }: Schedule, failures: number, chance: number): number {
  const wait = failures === 0 ? every : Math.min(every, retryAfter * 2 ** Math.min(failures - 1, 30));
  return Math.round(wait + jitter * Math.min(1, Math.max(0, chance)));
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Milliseconds from `now`, milliseconds since 1970, until the next of `times`: minutes of the day, UTC. Infinity if there are none. A
 * time that is now is tomorrow's: whoever fetches at it must not fetch again in the same moment.
 */
export function untilTimeOfDay(times: readonly number[], now: number): number {
  const ofDay = now % DAY;
  return Math.min(...times.map((time) => ((time * MINUTE - ofDay + DAY - 1) % DAY) + 1));
}
