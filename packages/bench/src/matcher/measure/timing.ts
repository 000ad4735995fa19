/** Time of the lookups from one index up to another, in nanoseconds, and how many of them were covered. */

import type { Loop } from './loops.ts';

interface Timed {
  readonly nanoseconds: number;
  readonly covered: number;
}

/** One lookup after the other, nothing between them. */
export function timeWarm(loop: Loop, from: number, to: number): Timed {
  const started = process.hrtime.bigint();
  const covered = loop(from, to);
  return { nanoseconds: Number(process.hrtime.bigint() - started), covered };
}

/** A proxy looks up a host about every 20 microseconds, and touches some other memory in between. */
const LOOKUPS_AT_A_TIME = 8;
/** Four times the second-level cache of current servers. */
const OTHER_WORK = new Uint8Array(4 * 2 ** 20);
const CACHE_LINE = 64;

/** Other memory is read before every few lookups; only the lookups are timed. */
export function timeCold(loop: Loop, from: number, to: number): Timed {
  let nanoseconds = 0;
  let covered = 0;
  for (let first = from; first < to; first += LOOKUPS_AT_A_TIME) {
    readOtherMemory();
    const timed = timeWarm(loop, first, Math.min(first + LOOKUPS_AT_A_TIME, to));
    nanoseconds += timed.nanoseconds;
    covered += timed.covered;
  }
  return { nanoseconds, covered };
}

function readOtherMemory(): void {
  for (let at = 0; at < OTHER_WORK.length; at += CACHE_LINE) OTHER_WORK[at] = (OTHER_WORK[at] ?? 0) + 1;
}
