/** Rounds of one loop: how many lookups fit in a round, whether its answers are right, and how long a round takes. */

import { bytesPerLookup } from './allocation.ts';
import type { Loop } from './loops.ts';
import { timeCold, timeWarm } from './timing.ts';

/** What the rounds of a loop are like. */
export interface RoundShape {
  /** The first `warmRounds` rounds of requests are for warming up. */
  readonly warmRounds: number;
  readonly requestsPerRound: number;
  /** A round of a slow engine looks up fewer requests, so as to end in about this time. */
  readonly roundMillis: number;
  /** The answer to every request. */
  readonly answer: 0 | 1;
  readonly cold: boolean;
}

/** A loop that is warm, and checked. */
export interface ReadyLoop {
  readonly loop: Loop;
  readonly shape: RoundShape;
  /** Lookups of each round. */
  readonly lookups: number;
  readonly checked: number;
  /** The number of wrong answers among those checked. */
  readonly disagreements: number;
  readonly bytesPerLookup: number;
}

/** Finds how many lookups fit in a round, starting from one: a hostile request may take a slow engine milliseconds. */
function lookupsInTime(loop: Loop, most: number, millis: number): number {
  let lookups = 1;
  for (;;) {
    // The better of two: another process may have had the core during one of them.
    const took = Math.min(millisOf(loop, lookups), millisOf(loop, lookups));
    if (took > millis / 4 || lookups === most)
      return Math.max(1, Math.min(most, Math.floor((lookups * millis) / took)));
    lookups = Math.min(most, lookups * 2);
  }
}

function millisOf(loop: Loop, lookups: number): number {
  const started = performance.now();
  loop(0, lookups);
  return performance.now() - started;
}

/** Warms a loop up, checks its answers and measures what a lookup allocates. */
export function readyLoop(loop: Loop, shape: RoundShape): ReadyLoop {
  const { requestsPerRound, warmRounds, roundMillis, answer } = shape;
  const checked = lookupsInTime(loop, requestsPerRound * warmRounds, roundMillis * warmRounds);
  // All requests of a case have one answer, so the number of hits gives the number of wrong answers.
  const disagreements = Math.abs(loop(0, checked) - answer * checked);
  const allocated = bytesPerLookup(loop, checked);
  const lookups = lookupsInTime(loop, requestsPerRound, roundMillis);
  return { loop, shape, lookups, checked, disagreements, bytesPerLookup: allocated };
}

/** Times round `index`, from 0. */
export function timedRound(
  { loop, shape, lookups }: ReadyLoop,
  index: number,
): { readonly nanoseconds: number; readonly lookups: number; readonly disagreements: number } {
  const { warmRounds, requestsPerRound, answer, cold } = shape;
  const from = (warmRounds + index) * requestsPerRound;
  // Other engines had the caches meanwhile. Without this, the length of a round decided how much of it was cold.
  loop(0, Math.min(2 * lookups, warmRounds * requestsPerRound));
  const { nanoseconds, covered } = (cold ? timeCold : timeWarm)(loop, from, from + lookups);
  return { nanoseconds, lookups, disagreements: Math.abs(covered - answer * lookups) };
}
