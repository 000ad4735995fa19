import { INDICATORS, quarterOf } from '@netvakt/coalition';
import type { TotalRow } from '../../src/totals/rows.ts';
import type { ServiceRow } from '../../src/totals/service-table.ts';
import { TotalsStore } from '../../src/totals/store.ts';

const DEFINITION = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 };

/** What a machine that ran for the whole quarter has kept, with `pages` a day in each market. */
export function keepQuarter(
  path: string,
  quarter: string,
  markets: readonly string[],
  pages: number,
  endings: readonly string[] = [],
): void {
  const days = daysIn(quarter);
  const rows = days.flatMap((day) => markets.flatMap((market) => blockedOn(day, market, pages)));
  const service = days.flatMap((day) => markets.flatMap((market) => servedOn(day, market)));
  const store = TotalsStore.open(path);
  const kept = days.flatMap((day) => endings.map((ending) => ({ day, ending })));
  store.add(rows, DEFINITION, 3660, Date.UTC(2026, 10, 1) / 1000, { endings: kept });
  store.addService(service);
  store.close();
}

function daysIn(name: string): readonly string[] {
  const quarter = quarterOf(name);
  if (quarter === undefined) throw new Error(`${name} is no quarter`);
  const days: string[] = [];
  for (let at = Date.parse(quarter.since); at <= Date.parse(quarter.until); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function blockedOn(day: string, market: string, pages: number): readonly TotalRow[] {
  const row = { day, market, list: '' };
  return [
    { ...row, unit: 'pages', count: pages },
    { ...row, unit: 'attempts', count: pages * 2 },
    { ...row, unit: 'requests', count: pages * 7 },
    { ...row, list: 'urls', unit: 'pages', count: pages },
  ];
}

/** Everything but what is entered by hand. */
function servedOn(day: string, market: string): readonly ServiceRow[] {
  const figures: Readonly<Record<string, readonly [number, number, 'add' | 'set']>> = {
    uptime: [86_300, 0, 'add'],
    'fail-open-overload': [0, 0, 'add'],
    'fail-open-rules': [10, 0, 'add'],
    coverage: [400_000, 500_000, 'set'],
    quarantined: [3, 1000, 'set'],
    lists: [2, 1, 'set'],
  };
  const byHand = new Set(['appeals-received', 'appeals-upheld', 'pages', 'attempts', 'requests', 'canary-quic']);
  return INDICATORS.filter(({ id }) => !byHand.has(id)).map(({ id }) => {
    const [numerator, denominator, write] = figures[id] ?? [9, 10, 'add'];
    return { day, market, indicator: id, numerator, denominator, write };
  });
}
