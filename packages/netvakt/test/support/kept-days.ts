import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndingDay } from '../../src/totals/endings-table.ts';
import type { CoverageRow, LocalRow } from '../../src/totals/local-table.ts';
import { TotalsStore, type UnitDefinition } from '../../src/totals/store.ts';

export const TEN: UnitDefinition = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };

/** One day of a market: hours in which there was a filter, and pages; attempts are twice as many, requests seven times. */
export type KeptDay = readonly [day: string, market: string, hours: number, pages: number];

/** Makes a store as a running filter does, and returns its path. */
export function keptDays(
  days: readonly KeptDay[],
  {
    zone = 'Europe/Stockholm',
    path = join(mkdtempSync(join(tmpdir(), 'netvakt-days-')), 'totals.db'),
    definition = TEN,
    endings = [] as readonly EndingDay[],
  } = {},
): string {
  const store = TotalsStore.open(path);
  const now = Date.UTC(2026, 11, 31) / 1000;
  const coverage = days.map(([day, market, hours]): CoverageRow => ({ day, market, zone, seconds: hours * 3600 }));
  store.addService([], coverage);
  const rows = days.flatMap(([day, market, , pages]): LocalRow[] => {
    const row = { day, market, zone, list: '' };
    return pages === 0
      ? []
      : [
          { ...row, unit: 'pages', count: pages },
          { ...row, unit: 'attempts', count: pages * 2 },
          { ...row, unit: 'requests', count: pages * 7 },
        ];
  });
  store.add(rows, definition, 3660, now, { local: rows, endings });
  store.close();
  return path;
}
