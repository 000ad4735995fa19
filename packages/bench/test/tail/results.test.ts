import { expect, test } from '@jest/globals';
import { isDisturbed, resultsOf, type TailRound, targetsOf } from '../../src/tail/results.ts';

const QUIET = { waited: 0.02, foreign: 0 };

function round(proxy: string, change: Partial<TailRound> = {}): TailRound {
  return {
    proxy,
    case: 'steady',
    share: 0.4,
    seconds: 2,
    sent: 2000,
    done: 2000,
    failed: 0,
    p50: 100,
    p90: 200,
    p99: 300,
    p999: 400,
    max: 900,
    delayP99: 20,
    delayMax: 90,
    queue: QUIET,
    clientQueue: QUIET,
    ...change,
  };
}

test.each([
  { why: 'a quiet machine', change: {}, disturbed: false },
  { why: 'the proxy waits for its own threads', change: { queue: { waited: 0.5, foreign: 0.02 } }, disturbed: false },
  { why: 'the proxy waits for others', change: { queue: { waited: 0.5, foreign: 0.021 } }, disturbed: true },
  { why: 'the client waits for others', change: { clientQueue: { waited: 0.5, foreign: 0.021 } }, disturbed: true },
  { why: 'the client sends late', change: { delayP99: 251 }, disturbed: true },
])('$why: dropped is $disturbed', ({ change, disturbed }) => {
  expect(isDisturbed(round('netvakt', change))).toBe(disturbed);
});

test('figures are medians of the rounds that count, and the others are counted', () => {
  const [result] = resultsOf([
    round('netvakt', { p99: 300 }),
    round('netvakt', { p99: 320, failed: 2 }),
    round('netvakt', { p99: 310 }),
    round('netvakt', { p99: 90_000, queue: { waited: 1, foreign: 1 } }),
  ]);
  expect(result).toMatchObject({ p99: 310, rounds: 4, dropped: 1, requests: 8000, failed: 2, rate: 1000 });
  expect(result).toMatchObject({ queueMillis: 133, foreignMillis: 125 });
});

test('one round of several that counts is no figure', () => {
  const disturbed = { queue: { waited: 1, foreign: 1 } };
  const [few] = resultsOf([round('netvakt'), round('netvakt', disturbed), round('netvakt', disturbed)]);
  expect(few).toMatchObject({ p99: Number.NaN, rounds: 3, dropped: 2 });
  const [two] = resultsOf([round('netvakt'), round('netvakt', disturbed), round('netvakt')]);
  expect(two).toMatchObject({ p99: 300, rounds: 3, dropped: 1 });
});

test('each case at each rate has a target for p99 and for p99.9, over HAProxy in the same run', () => {
  const results = resultsOf([
    round('netvakt', { p99: 360, p999: 640 }),
    round('haproxy'),
    round('netvakt', { share: 0.6, p99: 600 }),
    round('haproxy', { share: 0.6 }),
  ]);
  expect(targetsOf(results).map(({ name, reached, met }) => [name, reached, met])).toEqual([
    ["p99 steady at 40 %, over HAProxy's", 1.2, true],
    ["p99.9 steady at 40 %, over HAProxy's", 1.6, false],
    ["p99 steady at 60 %, over HAProxy's", 2, false],
    ["p99.9 steady at 60 %, over HAProxy's", 1, true],
  ]);
});

test('without a round that counts there is no figure and no target', () => {
  const lost = { queue: { waited: 1, foreign: 1 } };
  const results = resultsOf([round('netvakt', lost), round('haproxy')]);
  expect(results.map(({ proxy, p99, dropped }) => [proxy, p99, dropped])).toEqual([
    ['netvakt', Number.NaN, 1],
    ['haproxy', 300, 0],
  ]);
  expect(targetsOf(results)).toEqual([]);
});
