import type { DayPages } from '@netvakt/metrics';
import type { LocalContent } from './local-table.ts';

/**
 * Returns the pages of each market and local day, each item once however many lists hold it. A day on which the filter was ready and
 * blocked nothing has 0; a day of which nothing is known is left out.
 */
export function pagesByDay({ rows, coverage }: LocalContent): readonly DayPages[] {
  const days = new Map<string, DayPages>();
  const add = (day: string, market: string, pages: number): void => {
    const key = `${day} ${market}`;
    days.set(key, { day, market, pages: (days.get(key)?.pages ?? 0) + pages });
  };
  for (const { day, market, seconds } of coverage) if (seconds > 0) add(day, market, 0);
  for (const { day, market, list, unit, count } of rows) if (list === '' && unit === 'pages') add(day, market, count);
  return [...days.values()];
}
