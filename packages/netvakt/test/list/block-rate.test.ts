import { expect, test } from '@jest/globals';
import { BlockRate, type RateCounts } from '../../src/list/block-rate.ts';

const MINUTE = 60_000;
const BOUNDS = { factor: 5, minimum: 100, window: 10 * MINUTE };

/** Minutes of steady traffic: `blocked` of `inspected` requests in each. */
class Traffic {
  at = 0;
  counts: RateCounts = { blocked: 0, inspected: 0 };

  minute(blocked: number, inspected: number): void {
    this.at += MINUTE;
    this.counts = { blocked: this.counts.blocked + blocked, inspected: this.counts.inspected + inspected };
  }
}

interface Case {
  readonly why: string;
  /** Blocked and inspected in each minute. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
  readonly minutes: number;
  readonly jumps: boolean;
}

test.each<Case>([
  { why: 'the same share', before: [10, 10_000], after: [10, 10_000], minutes: 10, jumps: false },
  { why: 'ten times the share', before: [10, 10_000], after: [100, 10_000], minutes: 10, jumps: true },
  {
    why: 'ten times the requests, the share of before: an evening',
    before: [10, 1000],
    after: [100, 10_000],
    minutes: 10,
    jumps: false,
  },
  { why: 'just below the factor', before: [10, 10_000], after: [50, 10_000], minutes: 10, jumps: false },
  { why: 'a large factor of next to nothing', before: [0, 10_000], after: [9, 10_000], minutes: 10, jumps: false },
  { why: 'nothing blocked before, much now', before: [0, 10_000], after: [100, 10_000], minutes: 10, jumps: true },
  { why: 'too little traffic before to compare with', before: [1, 5], after: [500, 1000], minutes: 10, jumps: false },
])('$why', ({ before, after, minutes, jumps }) => {
  const rate = new BlockRate(BOUNDS);
  const traffic = new Traffic();
  for (let i = 0; i < 15; i += 1) {
    expect(rate.sample(traffic.at, traffic.counts)).toBeUndefined();
    traffic.minute(...before);
  }
  const compares = rate.begin(traffic.at, traffic.counts);
  expect(compares).toBe(before[1] * 10 >= BOUNDS.minimum);
  let seen = 0;
  for (let i = 0; i < minutes; i += 1) {
    traffic.minute(...after);
    if (rate.sample(traffic.at, traffic.counts) !== undefined) seen += 1;
  }
  expect(seen).toBe(jumps ? 1 : 0);
});

test('after its window a version is no longer watched', () => {
  const rate = new BlockRate(BOUNDS);
  rate.sample(0, { blocked: 0, inspected: 0 });
  rate.begin(MINUTE, { blocked: 10, inspected: 10_000 });
  expect(rate.sample(12 * MINUTE, { blocked: 20, inspected: 20_000 })).toBeUndefined();
  expect(rate.sample(13 * MINUTE, { blocked: 20_020, inspected: 40_000 })).toBeUndefined();
});

test('the figures of a jump', () => {
  const rate = new BlockRate(BOUNDS);
  rate.sample(0, { blocked: 0, inspected: 0 });
  rate.begin(MINUTE, { blocked: 10, inspected: 10_000 });
  expect(rate.sample(2 * MINUTE, { blocked: 1010, inspected: 20_000 })).toEqual({ times: 100, blocked: 1000 });
});
