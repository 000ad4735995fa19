/** Whole plans against an exhaustive reader: one who adds and subtracts everything that was ever released of a month. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Layout } from '../../src/policy/layout.ts';
import type { CoalitionPolicy } from '../../src/policy/policy.ts';
import { planRelease } from '../../src/release/plan.ts';
import type { Contribution, FigureOutcome, OpenedEdition } from '../../src/release/plan-input.ts';
import { FIVE, PAGES, QUARTER, TestCoalition } from '../support/coalition.ts';

const MARKETS = ['ee', 'lt', 'se'];
const MEMBERS = Array.from({ length: 8 }, (_, i) => ({
  id: `m${i}`,
  subscriptions: Object.fromEntries(MARKETS.map((market) => [market, 100])),
}));
const LEAST = 3;

async function policyOf(changes: Partial<CoalitionPolicy> = {}): Promise<CoalitionPolicy> {
  const rules = { contributors: LEAST, dominance: 10, ...changes };
  return (await TestCoalition.of(MEMBERS, rules)).signed.policy;
}

/** Which of the three markets each member is in; the same in all months. */
const presence = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 8, maxLength: 8 });

function contributionsOf(layout: Layout, markets: readonly number[]): Contribution[] {
  return markets.flatMap((mask, i) => {
    if (mask === 0) return [];
    const versions = Uint8Array.from(layout.figures, ({ market }) =>
      market === 'all' || (mask & (1 << MARKETS.indexOf(market))) === 0 ? 0 : 1,
    );
    return [{ member: `m${i}`, revision: 1, versions }];
  });
}

/** Rows over `member cell`, of everything released in one month. */
function rowsOf(layout: Layout, editions: readonly OpenedEdition[], month: string): Map<string, number>[] {
  return editions.flatMap(({ contributions, outcomes }) =>
    layout.figures.flatMap((id, figure) => {
      if (id.month !== month || outcomes[figure] !== 'released') return [];
      const row = new Map<string, number>();
      for (const { member, versions } of contributions) {
        for (const cell of layout.cellsOf(figure)) if ((versions[cell] ?? 0) > 0) row.set(`${member} ${cell}`, 1);
      }
      return [row];
    }),
  );
}

function fewestMembers(rows: readonly Map<string, number>[]): number {
  let least = Number.POSITIVE_INFINITY;
  const visit = (at: number, left: ReadonlyMap<string, number>): void => {
    if (at === rows.length) {
      const members = new Set([...left].flatMap(([name, factor]) => (factor === 0 ? [] : [name.split(' ')[0]])));
      if (members.size > 0) least = Math.min(least, members.size);
      return;
    }
    for (const factor of [-1, 0, 1]) {
      const next = new Map(left);
      for (const name of rows[at]?.keys() ?? []) next.set(name, (next.get(name) ?? 0) + factor);
      visit(at + 1, next);
    }
  };
  visit(0, new Map());
  return least;
}

test('nothing that is released in two editions leaves fewer than k operators, whatever is added and subtracted', async () => {
  const policy = await policyOf();
  const layout = new Layout(policy, QUARTER);
  const seen: Record<FigureOutcome, number> = { released: 0, kept: 0, hidden: 0, missing: 0 };
  fc.assert(
    fc.property(presence, presence, (first, more) => {
      const one = contributionsOf(layout, first);
      const before: OpenedEdition[] = [
        { contributions: one, outcomes: planRelease({ policy, layout, contributions: one, before: [] }) },
      ];
      const two = contributionsOf(
        layout,
        first.map((mask, i) => mask | (more[i] ?? 0)),
      );
      const outcomes = planRelease({ policy, layout, contributions: two, before });
      for (const outcome of outcomes) seen[outcome] += 1;
      const rows = rowsOf(layout, [...before, { contributions: two, outcomes }], '2026-07');
      expect(fewestMembers(rows)).toBeGreaterThanOrEqual(LEAST);
    }),
    { seed: 0x5eed, numRuns: 60 },
  );
  expect(Math.min(seen.released, seen.kept, seen.hidden)).toBeGreaterThan(100);
});

/** `uptime` of all members, and `fail-open` of all but member 0. */
async function planOfTwo(sharedCounts: readonly string[]): Promise<string[]> {
  const common = { sharedCounts, per: PAGES.per, bins: PAGES.bins };
  const indicators = [Object.assign({ id: 'uptime' }, common), Object.assign({ id: 'fail-open' }, common)];
  const policy = await policyOf({ indicators });
  const layout = new Layout(policy, QUARTER);
  const contributions = contributionsOf(
    layout,
    MEMBERS.map(() => 4),
  );
  const [first] = contributions as [Contribution];
  for (const [figure, { indicator }] of layout.figures.entries()) {
    if (indicator.id === 'fail-open') first.versions[figure] = 0;
  }
  const outcomes = planRelease({ policy, layout, contributions, before: [] });
  return indicators.map((_, indicator) => outcomes[layout.figureAt(indicator, 2, 0)] as string);
}

test('two indicators with a common denominator: who is in one only is not found in the other', async () => {
  // `uptime` and `fail-open` are both parts of the seconds of all machines. Member 0 gives no `fail-open`.
  expect(await planOfTwo(['seconds'])).toEqual(['released', 'hidden']);
  expect(await planOfTwo([])).toEqual(['released', 'released']);
});

test('a member so large that the second could estimate it: hidden by public subscriptions alone', async () => {
  // Shares as 1, 1/2, 1/3, 1/4, 1/5: the second is off by 78 % of the largest.
  const zipf = FIVE.map(({ id }, i) => ({ id, subscriptions: { se: Math.round(6000 / (i + 1)) } }));
  for (const [dominance, expected] of [
    [50, 'released'],
    [90, 'hidden'],
  ] as const) {
    const { policy } = (await TestCoalition.of(zipf, { dominance })).signed;
    const layout = new Layout(policy, QUARTER);
    const contributions = FIVE.map(({ id }) => ({
      member: id,
      revision: 1,
      versions: new Uint8Array(layout.figures.length).fill(1),
    }));
    expect(planRelease({ policy, layout, contributions, before: [] })[0]).toBe(expected);
  }
});

test('the blocks of the first edition stay, though a market could now be shown by itself', async () => {
  const policy = await policyOf();
  const layout = new Layout(policy, QUARTER);
  // ee: two members. With se they are five; later eight are in ee.
  const first = contributionsOf(layout, [1, 1, 4, 4, 4, 0, 0, 0]);
  const before = [
    { contributions: first, outcomes: planRelease({ policy, layout, contributions: first, before: [] }) },
  ];
  const at = (market: number): number => layout.figureAt(0, market, 0);
  expect([0, 2, 3].map((market) => before[0]?.outcomes[at(market)])).toEqual(['hidden', 'hidden', 'released']);
  const second = contributionsOf(layout, [1, 1, 4, 4, 4, 5, 5, 5]);
  const outcomes = planRelease({ policy, layout, contributions: second, before });
  expect([0, 2, 3].map((market) => outcomes[at(market)])).toEqual(['hidden', 'hidden', 'released']);
});
