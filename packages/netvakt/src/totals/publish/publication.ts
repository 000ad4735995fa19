/**
 * The figures of a quarter that may leave the house: by market and month, small ones hidden, with as many more as it takes so
 * that no sum gives them away, the rest rounded.
 */
import { type Margins, type Quarter, suppress, withMargins } from '@netvakt/coalition';
import type { StoredTotals, UnitDefinition } from '../store.ts';

/** What is published, all with one pattern of hidden cells: what hides a page must not be read off its attempts. */
export const PUBLISHED_UNITS = ['pages', 'attempts', 'requests'] as const;
type PublishedUnit = (typeof PUBLISHED_UNITS)[number];

export interface Control {
  /** Counts from 1 to below this are hidden. */
  readonly minCell: number;
  /** What is shown is rounded to the nearest multiple. */
  readonly roundTo: number;
}

/** A count, or why there is none. Zero is a count. */
export type Shown = number | 'suppressed' | 'no data';

export interface PublishedQuarter {
  readonly schema: 'netvakt-publication/1';
  readonly quarter: string;
  readonly definition: UnitDefinition;
  readonly control: Control;
  readonly months: readonly { readonly month: string; readonly days: number }[];
  readonly figures: readonly ({ readonly market: string; readonly month: string } & Readonly<
    Record<PublishedUnit, Shown>
  >)[];
}

/** What stands for the sum over all markets, or all months. */
export const ALL = 'all';

/** Why a quarter cannot be published; a sentence that says what to do. */
export class PublicationError extends Error {
  override readonly name = 'PublicationError';
}

/** More of a cell's attempts than this beyond the bound of a client and day: few clients make it up. */
const DOMINANCE = 0.5;

/** @throws {PublicationError} where there is nothing, or where figures of two definitions would be added. */
export function publicationOf(stored: StoredTotals, quarter: Quarter, control: Control): PublishedQuarter {
  const definition = definitionOf(stored, quarter);
  const days = new Map(quarter.months.map((month) => [month, daysOf(stored, month)]));
  const months = quarter.months.filter((month) => (days.get(month) ?? 0) > 0);
  const markets = [...new Set(stored.rows.map(({ market }) => market))].toSorted();
  const counts = countsOf(stored);
  const tables = PUBLISHED_UNITS.map((unit) =>
    withMargins(
      markets.length,
      months.length,
      markets.flatMap((market) => months.map((month) => counts.get(`${market} ${month} ${unit}`) ?? 0)),
    ),
  );
  const cells = [...markets, ALL].flatMap((market) => [...months, ALL].map((month) => ({ market, month })));
  const dominated = cells.map(({ market, month }) => isDominated(counts, market, month));
  const hidden = suppress(tables, { minCell: control.minCell, dominated });
  const shown = (table: Margins, cell: number): Shown =>
    hidden[cell] === true ? 'suppressed' : Math.round((table.values[cell] ?? 0) / control.roundTo) * control.roundTo;
  const figures = [...markets, ALL].flatMap((market) =>
    [...quarter.months, ALL].map((month) => {
      const cell = cells.findIndex((one) => one.market === market && one.month === month);
      const [pages, attempts, requests] = tables.map((table): Shown => (cell < 0 ? 'no data' : shown(table, cell)));
      return { market, month, pages, attempts, requests } as PublishedQuarter['figures'][number];
    }),
  );
  return {
    schema: 'netvakt-publication/1',
    quarter: quarter.name,
    definition,
    control,
    months: quarter.months.map((month) => ({ month, days: days.get(month) ?? 0 })),
    figures,
  };
}

function definitionOf({ definitions }: StoredTotals, { name }: Quarter): UnitDefinition {
  const [first, second] = [...new Set(definitions.map(({ definition }) => JSON.stringify(definition)))];
  if (first === undefined)
    throw new PublicationError(`There are no figures of ${name}. Name a quarter in which the filter ran`);
  if (second !== undefined) {
    throw new PublicationError(
      `Attempts were not told apart in the same way in all of ${name}: their sum means nothing. Publish a quarter with one definition; \`netvakt totals --json\` shows which held when`,
    );
  }
  return JSON.parse(first) as UnitDefinition;
}

function daysOf({ definitions }: StoredTotals, month: string): number {
  return new Set(definitions.flatMap(({ day }) => (day.startsWith(month) ? [day] : []))).size;
}

/** By market, month and unit; under the unit's name and `by list` what lists count for themselves, over all of them. */
function countsOf({ rows }: StoredTotals): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { day, market, list, unit, count } of rows) {
    const key = `${market} ${day.slice(0, 7)} ${unit}${list === '' ? '' : ' by list'}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

/** Attempts are bounded for a client and day by list only, so lists are compared with lists. */
function isDominated(counts: ReadonlyMap<string, number>, market: string, month: string): boolean {
  const attempts = counts.get(`${market} ${month} attempts by list`) ?? 0;
  const bounded = counts.get(`${market} ${month} attempts_bounded by list`) ?? 0;
  return attempts > 0 && attempts - bounded > DOMINANCE * attempts;
}
