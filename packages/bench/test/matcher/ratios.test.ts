/** What a comparison calls faster or slower, with processes whose speed varies as on a shared machine. */
import { expect, test } from '@jest/globals';
import { controlOf, controlText, ratiosOf, ratiosText } from '../../src/matcher/compare/ratios.ts';
import type { MatcherReport, MatcherResult } from '../../src/matcher/results.ts';

/** Numbers from 0 to 1, the same each time (Park and Miller, 1988). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const CASES = ['miss', 'near-miss', 'host-hit', 'path-hit', 'path-miss'];

/** A run of five cases, three processes a side; `factor` is how much longer this tree takes, `noise` how much a process varies. */
function runWith(random: () => number, side: string, noise: number, factor: number, unsteady = 1): MatcherReport {
  const gauss = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const results = CASES.flatMap((name) =>
    ['', '#2', '#3'].flatMap((process) =>
      ['', side].map((tree) => {
        const ns = 100 * (tree === '' ? factor : 1) * Math.exp(noise * (name === 'path-hit' ? unsteady : 1) * gauss());
        return { engine: `netvakt${tree}${process}`, case: name, entries: 1000, list: 'domains', nsMedian: ns };
      }),
    ),
  );
  return { results: results as unknown as MatcherResult[] } as unknown as MatcherReport;
}

function verdicts(seed: number, noise: number, factor: number, unsteady = 1): string[] {
  const random = randomFrom(seed);
  const control = controlOf(runWith(random, '@itself', noise, 1, unsteady));
  return ratiosOf(runWith(random, '@abc', noise, factor, unsteady), 'abc', control).map(({ verdict }) => verdict);
}

const SEEDS = Array.from({ length: 2000 }, (_, index) => 7919 * (index + 1));

test.each([0.01, 0.05, 0.2])(
  'of 10,000 rows of an unchanged tree at most one is called slower or faster, noise %d',
  (noise) => {
    const called = SEEDS.flatMap((seed) => verdicts(seed, noise, 1)).filter((verdict) => verdict !== 'same');
    expect(called.length).toBeLessThanOrEqual(1);
  },
);

test('nor of one whose rows are not alike', () => {
  const called = SEEDS.flatMap((seed) => verdicts(seed, 0.02, 1, 5)).filter((verdict) => verdict !== 'same');
  expect(called.length).toBeLessThanOrEqual(2);
});

function changed(factor: number): string[] {
  return SEEDS.slice(0, 100).flatMap((seed) => verdicts(seed, 0.03, factor));
}

test('a third slower or faster is seen through noise of 3 %', () => {
  expect(changed(1.33).filter((verdict) => verdict === 'SLOWER').length).toBeGreaterThan(490);
  expect(changed(0.75).filter((verdict) => verdict === 'FASTER').length).toBeGreaterThan(490);
});

test('the control says its spread and what can be seen, and the table what each row can see', () => {
  const random = randomFrom(1);
  const control = controlOf(runWith(random, '@itself', 0.03, 1));
  expect(control.lowest).toBeLessThan(control.highest);
  expect(controlText(control)).toMatch(
    /^Control: this tree against itself, 3 processes a side: rows from 0\.9\d+ to 1\.\d+\.\nThe smallest difference that can be seen: [\d.]+ % in the steadiest row/u,
  );
  const text = ratiosText(ratiosOf(runWith(random, '@abc', 0.03, 2), 'abc', control), 'abc');
  expect(text).toMatch(/^miss +1 thousand +netvakt +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ % +SLOWER$/mu);
});

test('a wrong answer is compared with nothing', () => {
  const random = randomFrom(3);
  const control = controlOf(runWith(random, '@itself', 0.03, 1));
  const report = runWith(random, '@abc', 0.03, 1);
  const results = report.results.map((row) => (row.case === 'miss' ? { ...row, nsMedian: null } : row));
  const [miss] = ratiosOf({ ...report, results }, 'abc', control);
  expect(miss).toMatchObject({ case: 'miss', ratio: null, verdict: 'wrong' });
});
