import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { LocalRow } from '../../src/totals/local-table.ts';
import type { TotalRow } from '../../src/totals/rows.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { folderWith } from '../support/process.ts';

const DEFINITION = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };
const NOON = Date.UTC(2026, 10, 29, 12) / 1000;
const UTC: TotalRow = { day: '2026-11-28', market: 'kz', list: '', unit: 'attempts', count: 1 };
const LOCAL: LocalRow = { ...UTC, zone: 'Asia/Almaty', day: '2026-11-29' };

async function stored(...writes: readonly (readonly [TotalRow[], LocalRow[]])[]): Promise<readonly string[]> {
  const store = TotalsStore.open(join(await folderWith({}), 'totals.db'));
  for (const [rows, local] of writes) store.add(rows, DEFINITION, 400, NOON, { local });
  const { rows } = store.localBetween('2026-11-01', '2026-12-31');
  store.close();
  return rows.map(({ day, zone, count }) => `${day} ${zone} ${count}`);
}

// In Almaty it is the 29th from 19:00 UTC on the 28th: the attempt was shown on both days.
test('what is counted between the midnight of a market and that of UTC is of one day', async () => {
  expect(await stored([[UTC], [LOCAL]])).toEqual(['2026-11-29 Asia/Almaty 1']);
});

test('a store of an earlier version keeps its days as they were when local days began', async () => {
  const earlier: TotalRow = { ...UTC, day: '2026-11-20', count: 7 };
  expect(await stored([[earlier, UTC], []], [[UTC], [LOCAL]])).toEqual([
    '2026-11-20 UTC 7',
    '2026-11-28 UTC 1',
    '2026-11-29 Asia/Almaty 1',
  ]);
});
