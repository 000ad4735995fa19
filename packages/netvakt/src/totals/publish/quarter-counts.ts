/** Days of a quarter -> what each market counted in each month, and how long it was covered. */
import { type MarketDay, sumOf } from '../market-days.ts';

/** What is published, all with one pattern of hidden cells: what hides a page must not be read off its attempts. */
export const PUBLISHED_UNITS = ['pages', 'attempts', 'requests'] as const;
export type PublishedUnit = (typeof PUBLISHED_UNITS)[number];

/** One market in one month. */
export interface QuarterCounts extends Readonly<Record<PublishedUnit, number>> {
  /** Whether there was a filter: no data is not zero. */
  readonly isKnown: boolean;
  /** Over lists: attempts, and those of them that are within the bound of a client and day. */
  readonly byList: number;
  readonly bounded: number;
  /** Seconds of days that the market had, and those in which a filter was ready; `undefined` if nobody knows. */
  readonly seconds: number;
  readonly covered: number | undefined;
}

/** Nothing: a month without data. */
export const NO_COUNTS: QuarterCounts = {
  isKnown: false,
  pages: 0,
  attempts: 0,
  requests: 0,
  byList: 0,
  bounded: 0,
  seconds: 0,
  covered: undefined,
};

/** Returns the counts of each market by month: `market month ──> counts`. Linear in days and lists. */
export function monthCounts(days: readonly MarketDay[]): ReadonlyMap<string, QuarterCounts> {
  const months = new Map<string, QuarterCounts>();
  for (const day of days) {
    const key = `${day.market} ${day.day.slice(0, 7)}`;
    months.set(key, addedMonths(months.get(key) ?? NO_COUNTS, countsOf(day)));
  }
  return months;
}

function countsOf({ counts, seconds, covered }: MarketDay): QuarterCounts {
  const own = counts.get('') ?? {};
  const lists = [...counts].flatMap(([list, of]) => (list === '' ? [] : [of]));
  return {
    isKnown: (covered ?? 0) > 0 || counts.size > 0,
    pages: own.pages ?? 0,
    attempts: own.attempts ?? 0,
    requests: own.requests ?? 0,
    byList: lists.reduce((sum, { attempts = 0 }) => sum + attempts, 0),
    bounded: lists.reduce((sum, { attempts_bounded: bounded = 0 }) => sum + bounded, 0),
    seconds,
    covered,
  };
}

/** Adds two. */
export function addedMonths(a: QuarterCounts, b: QuarterCounts): QuarterCounts {
  return {
    isKnown: a.isKnown || b.isKnown,
    pages: a.pages + b.pages,
    attempts: a.attempts + b.attempts,
    requests: a.requests + b.requests,
    byList: a.byList + b.byList,
    bounded: a.bounded + b.bounded,
    seconds: a.seconds + b.seconds,
    covered: sumOf(a.covered, b.covered),
  };
}
