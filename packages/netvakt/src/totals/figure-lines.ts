/** Records of days -> the lines that are printed: by period, market and list, with sums. */
import { unionOf } from './endings.ts';
import { addedCounts, type Counts, type MarketDay, sumOf } from './market-days.ts';
import { type PeriodStep, stepOf } from './period.ts';

/** One line. */
export interface FigureLine {
  /** A day, week, month or year; `undefined` in a sum over all of them. */
  readonly period: string | undefined;
  /** `undefined` in a sum over markets. */
  readonly market: string | undefined;
  /** Empty for the figure of the market itself. */
  readonly list: string;
  /** Seconds of the period that have passed, added up over nodes. */
  readonly seconds: number;
  /** How many of these seconds a filter was ready; `undefined` if not known. */
  readonly covered: number | undefined;
  /** `undefined` if there was no filter: no data is not zero. */
  readonly counts: Counts | undefined;
  /** Subscriptions behind the filter; `undefined` if not known of each market. */
  readonly subscriptions: number | undefined;
  /** How blocked handshakes ended on its days, by name; empty if nobody knows. */
  readonly endings: readonly string[];
}

/** Lines by period and market, and sums. */
export interface FigureTable {
  readonly lines: readonly FigureLine[];
  /** Over markets, one a period; none if there is one market. */
  readonly markets: readonly FigureLine[];
  /** Over periods, one a market and one for all; none if there is one period. */
  readonly periods: readonly FigureLine[];
}

const ZERO: Counts = { requests: 0, attempts: 0, pages: 0 };

/** Adds days up. `subscriptions` by market, `endings` by day. Linear in days and lists. */
export function figureTable(
  days: readonly MarketDay[],
  step: PeriodStep,
  subscriptions: ReadonlyMap<string, number>,
  endings: ReadonlyMap<string, readonly string[]> = new Map(),
): FigureTable {
  const known = (day: string): readonly string[] => endings.get(day) ?? [];
  const own = days.map((day) => lineOf(day, step, subscriptions, known(day.day)));
  const periods = new Set(own.map(({ period }) => period));
  const isOne = new Set(own.map(({ market }) => market)).size < 2;
  const lines = summed(
    [...own, ...days.flatMap((day) => listLines(day, step, known(day.day)))],
    ({ period, market, list }) => [period, market, list],
  );
  const byMarket = summed(own, ({ market }) => [undefined, market, '']).toSorted(inOrder);
  return {
    lines: lines.toSorted(inOrder),
    markets: isOne ? [] : overMarkets(lines.filter(({ list }) => list === '')),
    periods: periods.size < 2 ? [] : [...byMarket, ...(isOne ? [] : overMarkets(byMarket))],
  };
}

function inOrder(a: FigureLine, b: FigureLine): number {
  const [one, other] = [a, b].map(({ period = '', market = '', list }) => `${period} ${market} ${list}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function lineOf(
  day: MarketDay,
  step: PeriodStep,
  subscriptions: ReadonlyMap<string, number>,
  endings: readonly string[],
): FigureLine {
  const { market, seconds, covered } = day;
  const counts = day.counts.get('') ?? (day.counts.size > 0 ? {} : undefined);
  const isReady = (covered ?? 0) > 0;
  return {
    period: stepOf(day.day, step),
    market,
    list: '',
    seconds,
    covered,
    counts: isReady ? addedCounts(ZERO, counts ?? {}) : counts,
    subscriptions: subscriptions.get(market),
    endings,
  };
}

function listLines(
  { day, market, counts }: MarketDay,
  step: PeriodStep,
  endings: readonly string[],
): readonly FigureLine[] {
  return [...counts].flatMap(([list, of]) =>
    list === ''
      ? []
      : [
          {
            period: stepOf(day, step),
            market,
            list,
            seconds: 0,
            covered: undefined,
            counts: of,
            subscriptions: undefined,
            endings,
          },
        ],
  );
}

type Key = readonly [period: string | undefined, market: string | undefined, list: string];

/** Adds up what has one key. Subscriptions of a market are the same on each day. */
function summed(lines: readonly FigureLine[], keyOf: (line: FigureLine) => Key): readonly FigureLine[] {
  const groups = Map.groupBy(lines, (line) => JSON.stringify(keyOf(line)));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const [period, market, list] = keyOf(first);
    return [{ ...sumOfLines(group), period, market, list, subscriptions: first.subscriptions }];
  });
}

/** A sum over markets has a rate only if each of them has one. */
function overMarkets(lines: readonly FigureLine[]): readonly FigureLine[] {
  const groups = Map.groupBy(lines, ({ period }) => period);
  return [...groups].map(([period, group]) => {
    const known = group.flatMap(({ subscriptions }) => subscriptions ?? []);
    const subscriptions = known.length < group.length ? undefined : known.reduce((sum, one) => sum + one, 0);
    const { seconds, covered, counts, endings } = sumOfLines(group);
    return { period, market: undefined, list: '', seconds, covered, counts, subscriptions, endings };
  });
}

function sumOfLines(lines: readonly FigureLine[]): Omit<FigureLine, 'period' | 'market' | 'list' | 'subscriptions'> {
  let [seconds, covered, counts]: [number, number | undefined, Counts | undefined] = [0, undefined, undefined];
  for (const line of lines) {
    seconds += line.seconds;
    covered = sumOf(covered, line.covered);
    if (line.counts !== undefined) counts = addedCounts(counts ?? {}, line.counts);
  }
  return { seconds, covered, counts, endings: unionOf(lines.map(({ endings }) => endings)) };
}
