/**
 * The figures of a quarter that may leave the house: by market and month, small ones hidden, with as many more as it takes so
 * that no sum gives them away, the rest rounded.
 */
import { type Margins, type Quarter, suppress, withMargins } from '@netvakt/coalition';
import type { UnitPeriod } from '../definitions.ts';
import type { EndingPeriod } from '../endings.ts';
import type { MarketDay } from '../market-days.ts';
import type { UnitDefinition } from '../store.ts';
import {
  addedMonths,
  monthCounts,
  NO_COUNTS,
  PUBLISHED_UNITS,
  type PublishedUnit,
  type QuarterCounts,
} from './quarter-counts.ts';
import { rowsOf, type SmallMarkets } from './small-markets.ts';

export interface Control {
  /** Counts from 1 to below this are hidden. */
  readonly minCell: number;
  /** What is shown is rounded to the nearest multiple. */
  readonly roundTo: number;
  /** What becomes of markets that would hide others. */
  readonly smallMarkets: SmallMarkets;
}

/** A count, or why there is none. Zero is a count. */
export type Shown = number | 'suppressed' | 'no data';

/** One cell of the tables. */
export type PublishedFigure = Readonly<Record<PublishedUnit, Shown>> & {
  /** A market, {@link OTHER_MARKETS} or {@link ALL}. */
  readonly market: string;
  readonly month: string;
  /** The share of the time in which a filter was ready; `null` if nobody knows. */
  readonly covered: number | null;
};

export interface PublishedQuarter {
  readonly schema: 'netvakt-publication/1';
  readonly quarter: string;
  readonly definition: UnitDefinition;
  /** How blocked handshakes ended, and when; two: attempts before and after a change are in one sum. Empty if nobody knows. */
  readonly tls_block: readonly EndingPeriod[];
  readonly control: Control;
  /** Markets that are one row, and those that are in no row and no sum: too few were blocked there. */
  readonly merged: readonly string[];
  readonly left_out: readonly string[];
  /** The time zones in which days began. */
  readonly time_zones: readonly string[];
  readonly months: readonly { readonly month: string; readonly days: number }[];
  readonly figures: readonly PublishedFigure[];
}

/** What stands for the sum over all markets, or all months. */
export const ALL = 'all';

/** The reason a quarter cannot be published; a sentence that explains what to do. */
export class PublicationError extends Error {
  override readonly name = 'PublicationError';
}

/** More of a cell's attempts than this beyond the bound of a client and day: few clients make it up. */
const DOMINANCE = 0.5;

/** @throws {PublicationError} if there is nothing, or if figures of two definitions would be added. */
export function publicationOf(
  days: readonly MarketDay[],
  definitions: readonly UnitPeriod[],
  quarter: Quarter,
  control: Control,
  endings: readonly EndingPeriod[] = [],
): PublishedQuarter {
  const counts = monthCounts(days);
  const definition = definitionOf(definitions, quarter);
  const known = quarter.months.map((month) => ({ month, days: knownDays(days, month) }));
  const months = known.flatMap(({ month, days: of }) => (of > 0 ? [month] : []));
  const markets = [...new Set(days.map(({ market }) => market))].toSorted();
  const present = markets.filter((market) => months.some((month) => counts.get(`${market} ${month}`)?.isKnown));
  const of = (some: readonly string[], month: string): QuarterCounts =>
    some.map((market) => counts.get(`${market} ${month}`) ?? NO_COUNTS).reduce(addedMonths, NO_COUNTS);
  const isSmall = (some: readonly string[]): boolean =>
    isMostlyHidden(
      months.map((month) => of(some, month)),
      control,
    );
  const { rows, leftOut } = rowsOf(present, control.smallMarkets, isSmall);
  const table = [...rows].map(([name, some]) => ({ name, cells: quarter.months.map((month) => of(some, month)) }));
  return {
    schema: 'netvakt-publication/1',
    quarter: quarter.name,
    definition,
    tls_block: endings,
    control,
    merged: [...rows.values()].find((some) => some.length > 1) ?? [],
    left_out: leftOut,
    time_zones: [...new Set(days.flatMap(({ zones }) => zones))].toSorted(),
    months: known,
    figures: figuresOf(table, quarter.months, months, control),
  };
}

function definitionOf(definitions: readonly UnitPeriod[], { name }: Quarter): UnitDefinition {
  const [first, second] = definitions;
  if (first === undefined)
    throw new PublicationError(`There are no figures of ${name}. Name a quarter in which the filter ran`);
  if (second !== undefined) {
    throw new PublicationError(
      `Attempts were not distinguished in the same way in all of ${name}: their sum means nothing. Publish a quarter with one definition; \`netvakt totals --json\` shows which held when`,
    );
  }
  const { windowSeconds, ipv6PrefixLength, attemptsPerClientDay } = first;
  return { windowSeconds, ipv6PrefixLength, attemptsPerClientDay };
}

/** On how many days of a month any market has figures. */
function knownDays(days: readonly MarketDay[], month: string): number {
  const known = days.filter(({ covered = 0, counts }) => covered > 0 || counts.size > 0);
  return new Set(known.flatMap(({ day }) => (day.startsWith(month) ? [day] : []))).size;
}

/** Whether at least half of the figures of a row, its sum included, have to be hidden whatever else is in the table. */
function isMostlyHidden(months: readonly QuarterCounts[], { minCell }: Control): boolean {
  const cells = months.filter(({ isKnown }) => isKnown);
  const all = [...cells, cells.reduce(addedMonths, NO_COUNTS)];
  const hidden = all.filter(
    (cell) => isDominated(cell) || PUBLISHED_UNITS.some((unit) => cell[unit] > 0 && cell[unit] < minCell),
  );
  return hidden.length * 2 >= all.length;
}

/** Attempts are bounded for a client and day by list only, so lists are compared with lists. */
function isDominated({ byList, bounded }: QuarterCounts): boolean {
  return byList > 0 && byList - bounded > DOMINANCE * byList;
}

type Row = { readonly name: string; readonly cells: readonly QuarterCounts[] };

/** Every cell of the quarter, sums included. `months` are those with data. */
function figuresOf(
  table: readonly Row[],
  all: readonly string[],
  months: readonly string[],
  control: Control,
): readonly PublishedFigure[] {
  const inner = table.map(({ cells }) => cells.filter((_, i) => months.includes(all[i] ?? '')));
  const tables = PUBLISHED_UNITS.map((unit) =>
    withMargins(
      table.length,
      months.length,
      inner.flatMap((cells) => cells.map((cell) => cell[unit])),
    ),
  );
  const width = months.length + 1;
  const isInner = (test: (cell: QuarterCounts) => boolean): boolean[] =>
    (tables[0]?.values ?? []).map((_, i) => {
      const cell = inner[Math.floor(i / width)]?.[i % width];
      return cell !== undefined && test(cell);
    });
  const hidden = suppress(tables, {
    minCell: control.minCell,
    dominated: isInner(isDominated),
    empty: isInner(({ isKnown }) => !isKnown),
  });
  const shown = (of: Margins, cell: number): Shown =>
    hidden[cell] === true ? 'suppressed' : Math.round((of.values[cell] ?? 0) / control.roundTo) * control.roundTo;
  const sums = all.map((_, i) => table.map(({ cells }) => cells[i] ?? NO_COUNTS).reduce(addedMonths, NO_COUNTS));
  return [...table, { name: ALL, cells: sums }].flatMap(({ name: market, cells }, row) => {
    const whole = [...cells, cells.reduce(addedMonths, NO_COUNTS)];
    return [...all, ALL].map((month, i): PublishedFigure => {
      const cell = whole[i] ?? NO_COUNTS;
      const at = row * width + (month === ALL ? months.length : months.indexOf(month));
      const [pages, attempts, requests] = tables.map((of): Shown => (cell.isKnown ? shown(of, at) : 'no data'));
      return { market, month, pages, attempts, requests, covered: shareOf(cell) } as PublishedFigure;
    });
  });
}

/** To a tenth of a per cent. */
function shareOf({ seconds, covered }: QuarterCounts): number | null {
  if (covered === undefined || seconds === 0) return null;
  return Math.round((1000 * covered) / seconds) / 1000;
}
