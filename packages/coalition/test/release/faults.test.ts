/** Faults that were seen in published figures: each is tried as a reader would, with what this package lets out. */
import { expect, test } from '@jest/globals';
import { FIVE, figureOf, type MemberSetup, monthly, PAGES, QUARTER, TestCoalition } from '../support/coalition.ts';

function publishing(member: MemberSetup): MemberSetup {
  return { ...member, publishes: [PAGES.id] };
}

const FIGURES = [12_345, 8_210, 15_020, 9_999, 11_111];

async function submitAll(coalition: TestCoalition, members: readonly { id: string }[] = FIVE): Promise<void> {
  for (const [i, { id }] of members.entries()) {
    await coalition.submit(
      id,
      monthly(
        [1, 2, 3].map((month) => (FIGURES[i % 5] as number) + month),
        1_000_000,
      ),
    );
  }
}

test('the fifth operator’s figure from the coalition’s total and four public editions', async () => {
  // Four publish their own pages, rounded to 5. From a sum of five, the fifth would come out within 10.
  const open = FIVE.map((one, i) => (i === 0 ? one : publishing(one)));
  const coalition = await TestCoalition.of(open);
  await submitAll(coalition, open);
  const { step } = await coalition.step('north');
  expect(step).toMatchObject({ kind: 'nothing' });

  // Nobody publishes: five unknown figures in one sum.
  const closed = await TestCoalition.of(FIVE);
  await submitAll(closed);
  await closed.round();
  expect(figureOf(await closed.open(), 'se', '2026-07')).toMatchObject({ status: 'value', contributors: 5 });

  // All publish: there is nothing left to find out.
  const all = FIVE.map(publishing);
  const known = await TestCoalition.of(all);
  await submitAll(known, all);
  await known.round();
  expect(figureOf(await known.open(), 'se', '2026-07')).toMatchObject({ status: 'value', contributors: 5 });
});

test('a correction from two editions', async () => {
  const coalition = await TestCoalition.of();
  await submitAll(coalition);
  await coalition.round();
  const first = await coalition.open();

  // One corrects, then a second: no edition, or the difference would be theirs.
  await coalition.submit('ash', monthly([99_999, 12_347, 12_348], 1_000_000));
  expect((await coalition.step('north')).step).toEqual({ kind: 'nothing', edition: 2, waiting: 1 });
  await coalition.submit('birch', monthly([77_777, 8_212, 8_213], 1_000_000));
  expect((await coalition.step('north')).step).toEqual({ kind: 'nothing', edition: 2, waiting: 2 });

  // The third makes a batch: July is renewed, August and September have no correction and stay.
  await coalition.submit('cedar', monthly([55_555, 15_022, 15_023], 1_000_000));
  await coalition.round();
  const second = await coalition.open();
  expect(second).toMatchObject({ edition: `${QUARTER}.2`, reason: 'correction' });
  expect(figureOf(second, 'se', '2026-07')).toMatchObject({ ratio: '5089', since: `${QUARTER}.2` });
  expect(figureOf(second, 'se', '2026-08')?.ratio).toBe(figureOf(first, 'se', '2026-08')?.ratio);
});

test('corrections of three members in three months are three differences of one: none is released', async () => {
  const coalition = await TestCoalition.of();
  await submitAll(coalition);
  await coalition.round();
  await coalition.submit('ash', monthly([99_999, 12_347, 12_348], 1_000_000));
  await coalition.submit('birch', monthly([8_211, 77_777, 8_213], 1_000_000));
  await coalition.submit('cedar', monthly([15_021, 15_022, 55_555], 1_000_000));
  expect((await coalition.step('north')).step).toEqual({ kind: 'nothing', edition: 2, waiting: 3 });
});

test('a latecomer waits for more, and does not hold up the corrections of others', async () => {
  const coalition = await TestCoalition.of([...FIVE, { id: 'hazel', subscriptions: { se: 130 } }]);
  await submitAll(coalition);
  await coalition.round();
  await coalition.submit('hazel', monthly([1, 2, 3], 1_000_000));
  expect((await coalition.step('north')).step).toEqual({ kind: 'nothing', edition: 2, waiting: 1 });
  for (const id of ['ash', 'birch', 'cedar']) await coalition.submit(id, monthly([50_000, 5, 5], 1_000_000));
  await coalition.round();
  const edition = await coalition.open();
  expect(edition).toMatchObject({ reason: 'correction', submissions: 5 });
  expect(figureOf(edition, 'se', '2026-07')).toMatchObject({ contributors: 5, ratio: '3422' });
});

test('the small market is not found as the total minus the large one', async () => {
  // Five in Sweden, two of them in Lithuania: `all` minus `se` would be two operators.
  const members = FIVE.map(({ id }, i) => ({ id, subscriptions: i < 2 ? { se: 100, lt: 50 } : { se: 120 } }));
  const coalition = await TestCoalition.of(members);
  for (const [i, { id }] of members.entries()) {
    const lt = i < 2 ? monthly([4, 5, 6], 500_000, { market: 'lt' }) : [];
    await coalition.submit(id, [...monthly([100, 200, 300], 1_000_000), ...lt]);
  }
  await coalition.round();
  const edition = await coalition.open();
  const shown = edition.figures.filter(({ status }) => status === 'value').map(({ market }) => market);
  expect([...new Set(shown)]).toEqual(['all']);
  expect(figureOf(edition, 'se', '2026-07')).toMatchObject({ status: 'hidden' });
});

test('no order statistic is in an edition: with five, the median is one operator’s figure', async () => {
  const coalition = await TestCoalition.of();
  await submitAll(coalition);
  await coalition.round();
  const edition = await coalition.open();
  const names = new Set(edition.figures.flatMap((figure) => Object.keys(figure)));
  expect([...names].toSorted()).toEqual([
    'bins',
    'contributors',
    'indicator',
    'market',
    'month',
    'ratio',
    'since',
    'status',
  ]);
});
