import { expect, test } from '@jest/globals';
import { planOf } from '../../src/scale/axes.ts';
import { scaleCharts, scalePage, scaleText } from '../../src/scale/report.ts';
import { resultsOf, sharingCost } from '../../src/scale/results.ts';
import { QUICK_SCALE } from '../../src/scale/settings.ts';
import { invented, roundOf } from './invented.ts';

const [step] = planOf('rules', QUICK_SCALE, { openFiles: 1_000_000, cores: 2 }).steps;
if (step === undefined) throw new Error('There is no step');
const LOST = { queue: { waited: 0.5, foreign: 0.5 } };

test('p99 is of the rounds that were not disturbed, CPU time and memory of all', () => {
  const [result] = resultsOf([
    roundOf(step, { p99: 300, cpuMicros: 20_000 }),
    roundOf(step, { p99: 340, cpuMicros: 22_000, failed: 1 }),
    roundOf(step, { p99: 90_000, cpuMicros: 24_000, ...LOST }),
  ]);
  expect(result).toMatchObject({ rounds: 3, dropped: 1, requests: 3000, failed: 1, rate: 1000 });
  expect([result?.cpu, result?.p99]).toEqual([
    { value: 22, spread: 1 },
    { value: 320, spread: 10 },
  ]);
});

test('memory is of filters that differ, not of rounds of one, if there were several', () => {
  const rounds = [1, 2, 3].map((mega) => roundOf(step, { memoryBytes: mega * 1e6 }));
  expect(resultsOf(rounds)[0]?.memory).toEqual({ value: 2e6, spread: 0.5e6 });
  expect(resultsOf(rounds, new Map([[step, [6e6, 10e6]]]))[0]?.memory).toEqual({ value: 6e6, spread: 2e6 });
});

test('without a round that counts there is no p99, also in JSON', () => {
  const results = resultsOf([roundOf(step, LOST)]);
  expect(JSON.parse(JSON.stringify(results))).toEqual([expect.objectContaining({ p99: null, dropped: 1 })]);
});

test('a filter that shares a core with its client does not lose rounds by it; a client that is late does', () => {
  const [result] = resultsOf([
    roundOf(step, { ...LOST, sharesCore: true }),
    roundOf(step, { sharesCore: true, delayP99: 251 }),
  ]);
  expect(result?.dropped).toBe(1);
});

test('slopes are of each axis and figure; the steeper than a line are marked', () => {
  const { slopes } = invented();
  expect(slopes).toHaveLength(6 * 3);
  const memory = slopes.filter(({ measure }) => measure === 'memory');
  expect(memory.map(({ axis, shape, each }) => [axis, shape, each])).toEqual([
    ['workers', 'grows', 40_000_000],
    ['rules', 'grows', 18],
    ['idle', 'linear', 7000],
    ['busy', 'flat', 0],
    ['markets', 'flat', 0],
    ['lists', 'super-linear', 20_100_000],
  ]);
});

test('what shared memory costs is over the same workers on one core', () => {
  const { results } = invented();
  expect(sharingCost(results)).toBe(1);
  expect(sharingCost(results.filter(({ axis }) => axis !== 'workers'))).toBeUndefined();
});

test('the page has a table and a chart of each axis, its slopes, and what was lowered', () => {
  const report = invented();
  const page = scalePage(report);
  for (const file of scaleCharts(report).keys()) expect(page).toContain(`](${file})`);
  expect([...scaleCharts(report).keys()]).toHaveLength(6);
  expect(page).toMatch(/\| lists \| memory \| 20\.1 MB a list \| 1\.\d+ \| \*\*super-linear\*\* \|/);
  expect(page).toContain('| rules | memory | 18 MB a million rules | - | grows |');
  expect(page).toContain('| 2 on one core | 21 ± 0 | 140 ± 0 | 300 ± 0 | 1 000 | 0 | 0 of 1 |');
  expect(page).toContain('Lowered: markets 40 was asked for, and 32 taken: a filter has at most 32 markets.');
  expect(page).toContain('take 1 us a request more');
  expect(scaleText(report)).toContain('SUPER-LINEAR');
});

test('before the first run the page says how to make one', () => {
  expect(scalePage(undefined)).toContain('`pnpm bench scale --quick --write-docs`');
});
