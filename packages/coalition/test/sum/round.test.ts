import { expect, test } from '@jest/globals';
import { FIVE, figureOf, MONTHS, monthly, PAGES, TestCoalition } from '../support/coalition.ts';

/** Pages of member i, and its subscriptions. */
const PAGES_OF = [120, 260, 410, 333, 98];

async function submitted(coalition: TestCoalition, count = FIVE.length): Promise<void> {
  for (const [i, { id }] of FIVE.slice(0, count).entries()) {
    await coalition.submit(id, monthly([PAGES_OF[i] as number, 10 * i, 0], 100_000));
  }
}

test('two aggregators come to the exact ratio of sums and bins, and neither has any figure', async () => {
  const coalition = await TestCoalition.of();
  await submitted(coalition);
  await coalition.round();
  const edition = await coalition.open();
  expect(edition).toMatchObject({ edition: '2026-Q3.1', reason: 'first', members: 5, submissions: 5 });
  expect(figureOf(edition, 'se', '2026-07')).toEqual({
    indicator: PAGES.id,
    market: 'se',
    month: '2026-07',
    status: 'value',
    contributors: 5,
    ratio: '244.2', // (120 + 260 + 410 + 333 + 98) / 500,000 × 100,000
    bins: [1, 2, 2, 0],
    since: '2026-Q3.1',
  });
  expect(figureOf(edition, 'se', '2026-08')).toMatchObject({ ratio: '20', bins: [5, 0, 0, 0] });
  expect(figureOf(edition, 'se', '2026-09')).toMatchObject({ status: 'value', ratio: '0' }); // zero is a value
  expect(figureOf(edition, 'all', 'all')).toMatchObject({ ratio: '88.07', contributors: 5 });
});

test('the order in which aggregators run does not matter, and running again changes nothing', async () => {
  const coalition = await TestCoalition.of();
  await submitted(coalition);
  const kinds: string[] = [];
  for (const party of ['south', 'north', 'north', 'south', 'south', 'north', 'north', 'south']) {
    const { step } = await coalition.step(party);
    kinds.push(`${party} ${step.kind}`);
  }
  expect(kinds).toEqual([
    'south wait', // for the list of the first aggregator
    'north accepted',
    'north wait',
    'south accepted',
    'south sum',
    'north sum',
    'north nothing',
    'south nothing',
  ]);
});

test('who drops out stops nothing: no key, no file and no word of theirs is needed', async () => {
  const members = [...FIVE, { id: 'hazel', subscriptions: { se: 130 } }];
  const coalition = await TestCoalition.of(members);
  await submitted(coalition);
  await coalition.round();
  expect(figureOf(await coalition.open(), 'se', '2026-07')).toMatchObject({ contributors: 5, ratio: '244.2' });
});

test('what only one aggregator can open is left out by both', async () => {
  const coalition = await TestCoalition.of([...FIVE, { id: 'hazel', subscriptions: { se: 130 } }]);
  await submitted(coalition);
  await coalition.submit('hazel', monthly([9000, 9000, 9000], 100_000));
  const withoutHazel = coalition.files.filter(({ file }) => !file.startsWith('hazel'));
  await coalition.step('north');
  await coalition.step('south', withoutHazel);
  await coalition.step('south', withoutHazel);
  await coalition.step('north');
  const edition = await coalition.open();
  expect(edition.submissions).toBe(5);
  expect(figureOf(edition, 'se', '2026-07')).toMatchObject({ ratio: '244.2' });
});

test('fewer than k release nothing, and the round says how many wait', async () => {
  const coalition = await TestCoalition.of();
  await submitted(coalition, 4);
  const { step } = await coalition.step('north');
  expect(step).toEqual({ kind: 'nothing', edition: 1, waiting: 4 });
});

test('a latecomer that has nothing in a market renews nothing there: it once made an edition of unchanged figures', async () => {
  const both = FIVE.map(({ id, subscriptions }) => ({
    id,
    subscriptions: { ...subscriptions, lt: subscriptions['se'] ?? 0 },
  }));
  const coalition = await TestCoalition.of([...both, { id: 'hazel', subscriptions: { se: 130 } }]);
  for (const { id } of FIVE) {
    const cells = ['se', 'lt'].flatMap((market) => monthly([120, 10, 0], 100_000, { market }));
    await coalition.submit(id, cells);
  }
  await coalition.round();
  await coalition.submit('hazel', monthly([9000, 9000, 9000], 100_000));
  const { step } = await coalition.step('north');
  expect(step).toEqual({ kind: 'nothing', edition: 2, waiting: 1 });
});

test('a trustee comes to the same edition, alone', async () => {
  const blind = await TestCoalition.of();
  const trusted = await TestCoalition.of(FIVE, { mode: 'trustee', dominance: 10 });
  for (const coalition of [blind, trusted]) {
    await submitted(coalition);
    await coalition.round();
  }
  const [one, other] = [await blind.open(), await trusted.open()];
  const cells = MONTHS.slice(0, 1).map((month) => figureOf(other, 'se', month));
  expect(cells).toEqual(MONTHS.slice(0, 1).map((month) => figureOf(one, 'se', month)));
});

test('a trustee hides what figures dominate, which blind aggregators cannot see', async () => {
  const coalition = await TestCoalition.of(FIVE, { mode: 'trustee' });
  for (const [i, { id }] of FIVE.entries())
    await coalition.submit(id, monthly([i === 0 ? 90_000 : 10, 10, 10], 100_000));
  await coalition.round();
  // July alone is dominated; the whole block of the quarter is hidden with it, or its sum would give July away
  expect(coalition.sumsOf('north')).toHaveLength(0);
});

test('the same report sealed twice has nothing in common but what everybody may read', async () => {
  const coalition = await TestCoalition.of();
  const cells = monthly([120, 130, 140], 100_000);
  const [one, other] = [
    await coalition.submit('ash', cells, { revision: 1 }),
    await coalition.submit('ash', cells, { revision: 1 }),
  ].map((text) => {
    const { payload } = JSON.parse(text) as { payload: string };
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  });
  const alike = Object.keys(one ?? {}).filter((name) => JSON.stringify(one?.[name]) === JSON.stringify(other?.[name]));
  expect(alike.toSorted()).toEqual(['coalition', 'definitions', 'member', 'policy', 'quarter', 'revision', 'schema']);
});

test('an edition says which endings there were among members, whichever submit, and nothing if none says', async () => {
  const silent = await TestCoalition.of();
  await submitted(silent);
  await silent.round();
  expect(Object.keys(await silent.open())).not.toContain('tls_block');
  const coalition = await TestCoalition.of();
  const output = [['reset'], ['alert'], undefined, ['alert', 'reset'], ['alert']] as const;
  for (const [i, { id }] of FIVE.entries())
    await coalition.submit(id, monthly([PAGES_OF[i] as number, 0, 0], 100_000), { endings: output[i] as never });
  await coalition.round();
  const edition = await coalition.open();
  expect(edition.tls_block).toEqual(['alert', 'reset']);
  expect(figureOf(edition, 'se', '2026-07')).toMatchObject({ status: 'value', ratio: '244.2' });
});
