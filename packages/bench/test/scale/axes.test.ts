import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openFilesFor, planOf, SCALE_AXES } from '../../src/scale/axes.ts';
import { QUICK_SCALE, withLargeList } from '../../src/scale/settings.ts';

interface Bounded {
  readonly maxItems: number;
}

const { properties } = JSON.parse(
  readFileSync(new URL('../../../../docs/config.schema.json', import.meta.url), 'utf8'),
) as { readonly properties: Readonly<Record<'markets' | 'lists', Bounded>> };
const MOST = { markets: properties.markets.maxItems, lists: properties.lists.maxItems };

const AMPLE = { openFiles: openFilesFor(QUICK_SCALE), cores: 2 };

test.each(SCALE_AXES.map(({ name }) => name).filter((name) => name !== 'workers'))(
  '%s: one thing differs from step to step',
  (name) => {
    const { steps } = planOf(name, QUICK_SCALE, AMPLE);
    const varied = steps.map((step) => {
      const { [name]: own, label, at, ...rest } = step;
      expect([own, label]).toEqual([at, String(at)]);
      return rest;
    });
    expect(new Set(varied.map((rest) => JSON.stringify(rest))).size).toBe(1);
  },
);

test('with ample files and two cores, only what a configuration bounds is lowered', () => {
  expect(SCALE_AXES.flatMap(({ name }) => planOf(name, QUICK_SCALE, AMPLE).lowered)).toEqual([
    { axis: 'markets', asked: 40, taken: MOST.markets, why: `a filter has at most ${MOST.markets} markets` },
  ]);
  expect(planOf('markets', QUICK_SCALE, AMPLE).steps.map(({ at }) => at)).toEqual([1, 4, 16, MOST.markets]);
  const { steps } = QUICK_SCALE;
  const many = { ...QUICK_SCALE, steps: { ...steps, lists: [1, 1000] } };
  expect(planOf('lists', many, AMPLE).lowered).toEqual([
    { axis: 'lists', asked: 1000, taken: MOST.lists, why: `a filter has at most ${MOST.lists} lists` },
  ]);
});

test('two workers have two cores, and one for comparison, which is no point of the slope', () => {
  const { steps } = planOf('workers', QUICK_SCALE, AMPLE);
  expect(steps.map(({ label, workers, cores, counts }) => [label, workers, cores, counts])).toEqual([
    ['1', 1, 1, true],
    ['2 on one core', 2, 1, false],
    ['2', 2, 2, true],
  ]);
});

function idleAt(openFiles: number): number[] {
  return planOf('idle', QUICK_SCALE, { openFiles, cores: 2 }).steps.map(({ at }) => at);
}

test('idle connections: the highest step is what open files allow, on both sides', () => {
  expect(idleAt(200_000)).toEqual([1, 1000, 10_000, 50_000]);
  // The filter takes two and a half files for each.
  expect(idleAt(101_000)).toEqual([1, 1000, 10_000, 40_000]);
  // Less than a lower step: none is taken twice.
  expect(idleAt(20_000)).toEqual([1, 1000, 7600]);
  expect(idleAt(1024)).toEqual([1, 9]);
  expect(planOf('idle', QUICK_SCALE, { openFiles: 20_000, cores: 2 }).lowered).toEqual([
    { axis: 'idle', asked: 10_000, taken: 7600, why: 'a process may open 20000 files here: raise it with ulimit -n' },
    { axis: 'idle', asked: 50_000, taken: 7600, why: 'a process may open 20000 files here: raise it with ulimit -n' },
  ]);
});

test('a large list is one more step, and more time', () => {
  const large = withLargeList(QUICK_SCALE);
  expect(large.steps.rules).toEqual([...QUICK_SCALE.steps.rules, 10_000_000]);
  expect(large.mostSeconds).toBeGreaterThan(QUICK_SCALE.mostSeconds);
});
