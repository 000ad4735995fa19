import { expect, test } from '@jest/globals';
import type { Generation } from '../../src/fleet/manifest.ts';
import { generationFor, isComplete, placeInFleet, plannedStages, shareAt } from '../../src/fleet/roll-out.ts';

const [stable, next] = [1, 2].map(
  (number): Generation => ({ number, digest: '', whole: { name: '', size: 1, sha256: '' }, deltas: [] }),
) as [Generation, Generation];

test('places are spread evenly, stay, and differ between fleets', () => {
  const places = Array.from({ length: 10_000 }, (_, i) => placeInFleet('north', `node-${i}`));
  for (const share of [100, 1000, 5000]) {
    const inside = places.filter((place) => place < share).length;
    expect(Math.abs(inside - share)).toBeLessThan(4 * Math.sqrt(share)); // four standard deviations
  }
  expect(placeInFleet('north', 'node-1')).toBe(placeInFleet('north', 'node-1'));
  expect(placeInFleet('south', 'node-1')).not.toBe(placeInFleet('north', 'node-1'));
});

test('a node in a small share is in every larger one, and time never takes its turn away', () => {
  const stages = plannedStages([100, 1000, 10_000], 60, 1000);
  for (let place = 0; place < 10_000; place += 37) {
    const turns = [999, 1000, 1060, 1120, 9999].map(
      (now) => generationFor({ stable, next: { generation: next, stages } }, place, now) === next,
    );
    expect(turns.lastIndexOf(false)).toBe(turns.filter((isIts) => !isIts).length - 1);
  }
});

test.each<{ why: string; now: number; share: number; complete: boolean }>([
  { why: 'before the first', now: 999, share: 0, complete: false },
  { why: 'at the first', now: 1000, share: 100, complete: false },
  { why: 'in the second hold', now: 1119, share: 1000, complete: false },
  { why: 'at the last', now: 1120, share: 10_000, complete: true },
])('the share $why', ({ now, share, complete }) => {
  const stages = plannedStages([100, 1000, 10_000], 60, 1000);
  expect(shareAt(stages, now)).toBe(share);
  expect(isComplete({ generation: next, stages }, now)).toBe(complete);
});

test('without a time between steps only the first is planned', () => {
  expect(plannedStages([100, 10_000], 0, 5)).toEqual([{ share: 100, from: 5 }]);
});
