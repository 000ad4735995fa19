import { expect, test } from '@jest/globals';
import { resultsOf, targetsOf } from '../../src/fairness/results.ts';
import type { FairnessRound } from '../../src/fairness/settings.ts';

function round(proxy: string, attack: FairnessRound['attack'], millis: number): FairnessRound {
  return { proxy, attack, times: Array.from({ length: 100 }, () => millis), failed: 0, bytes: 2_000_000 };
}

test('ratios are to the same proxy without an attack, and to HAProxy under the same one', () => {
  const results = resultsOf([
    round('netvakt', 'none', 1),
    round('netvakt', 'bulk', 1.5),
    round('haproxy', 'none', 1),
    round('haproxy', 'bulk', 6),
  ]);
  expect(results.map(({ proxy, attack, ratio }) => [proxy, attack, ratio])).toEqual([
    ['netvakt', 'none', 1],
    ['haproxy', 'none', 1],
    ['netvakt', 'bulk', 1.5],
    ['haproxy', 'bulk', 6],
  ]);
  expect(targetsOf(results).map(({ reached, met }) => [reached, met])).toEqual([
    [1.5, true],
    [0.25, true],
  ]);
});

test('a busy machine in some of the rounds does not count', () => {
  const rounds = [1, 1, 1, 40, 50].map((millis) => round('netvakt', 'none', millis));
  expect(resultsOf(rounds).map(({ p99, max }) => [p99, max])).toEqual([[1, 50]]);
});
