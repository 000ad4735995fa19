/** Rows of stores -> one record for each market and day, also for days on which nothing was counted, or no filter ran. */
import { dayAfter, type FigureUnit, LocalDays } from '@netvakt/metrics';
import type { LocalContent } from './local-table.ts';

/** Counts by unit; a unit that was not counted is absent. */
export type Counts = Readonly<Partial<Record<FigureUnit, number>>>;

/** One local day of one market, over all nodes. */
export interface MarketDay {
  readonly day: string;
  readonly market: string;
  /** The time zones of the day: one, unless the configuration changed. */
  readonly zones: readonly string[];
  /** Seconds of the day, of those that are over, times nodes. */
  readonly seconds: number;
  /** Of them, how long a filter was ready; `undefined` if nobody knows, as in stores of the first version. */
  readonly covered: number | undefined;
  /** By list; under '' those of the market itself. Empty if nothing was counted. */
  readonly counts: ReadonlyMap<string, Counts>;
}

/** What a node knows of a market on a day. */
interface NodeDay {
  readonly zone: string;
  readonly zones: ReadonlySet<string>;
  readonly covered: number | undefined;
  readonly rows: LocalContent['rows'];
}

/**
 * Returns the days of each market, by day and market: from the first that a node knows of it up to `last`. A day of which a node knows
 * nothing at all was a day without a filter, for each market that it had before; a market that the configuration did not have yet, or
 * no longer, has no record. Linear in rows and days.
 *
 * @param last - of the zone of a market; by default the last day that any node knows of
 * @param at - Unix seconds: time after it does not count as missing
 */
export function marketDays(
  nodes: readonly LocalContent[],
  last: ((zone: string) => string) | undefined,
  at: number,
): readonly MarketDay[] {
  const known = nodes.map(daysOf);
  const latest = known.flatMap((days) => [...days.keys()]).reduce((a, b) => (a > b ? a : b), '');
  const merged = new Map<string, MarketDay>();
  for (const days of known)
    for (const [day, market, of] of withGaps(days, last ?? ((): string => latest))) {
      const key = `${day} ${market}`;
      merged.set(key, added(merged.get(key), recordOf(day, market, of, at)));
    }
  return [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

type NodeDays = ReadonlyMap<string, ReadonlyMap<string, NodeDay>>;

function daysOf({ rows, coverage }: LocalContent): NodeDays {
  const counted = Map.groupBy(rows, ({ day, market }) => `${day} ${market}`);
  const covered = Map.groupBy(coverage, ({ day, market }) => `${day} ${market}`);
  const days = new Map<string, Map<string, NodeDay>>();
  for (const key of new Set([...counted.keys(), ...covered.keys()])) {
    const [day = '', market = ''] = key.split(' ');
    const [own, times] = [counted.get(key) ?? [], covered.get(key)];
    const zones = new Set(own.map((row) => row.zone));
    for (const row of times ?? []) zones.add(row.zone);
    const zone = [...zones].find((one) => one !== 'UTC') ?? 'UTC';
    const seconds = times?.reduce((sum, one) => sum + one.seconds, 0);
    const markets = days.get(day) ?? new Map<string, NodeDay>();
    markets.set(market, { zone, zones, covered: seconds, rows: own });
    days.set(day, markets);
  }
  return days;
}

/** The days of a node, and those between and after them of which it knows nothing. */
function* withGaps(
  days: NodeDays,
  last: (zone: string) => string,
): Generator<readonly [day: string, market: string, of: NodeDay]> {
  const [first] = [...days.keys()].toSorted();
  if (first === undefined) return;
  const ends = [...days.values()].flatMap((markets) => [...markets.values()].map(({ zone }) => last(zone)));
  const latest = [...days.keys(), ...ends].toSorted().at(-1) ?? first;
  let before: ReadonlyMap<string, NodeDay> = new Map();
  for (let day = first; day <= latest; day = dayAfter(day)) {
    const here = days.get(day);
    for (const [market, of] of here ?? before) {
      if (here !== undefined) yield [day, market, of];
      else if (day <= last(of.zone)) yield [day, market, nothingOf(of)];
    }
    before = here ?? before;
  }
}

/** A day without a filter; or one of which nothing can be known, in the store of a version that did not note when it ran. */
function nothingOf({ zone, covered }: NodeDay): NodeDay {
  return { zone, zones: new Set([zone]), covered: covered === undefined ? undefined : 0, rows: [] };
}

function recordOf(day: string, market: string, { zone, zones, covered, rows }: NodeDay, at: number): MarketDay {
  const calendar = calendarOf(zone);
  const start = calendar.startOf(day);
  const seconds = Math.max(0, Math.min(calendar.secondsOf(day), at - start));
  const counts = new Map<string, Counts>();
  for (const { list, unit, count } of rows) {
    const before = counts.get(list) ?? {};
    counts.set(list, { ...before, [unit]: (before[unit] ?? 0) + count });
  }
  return { day, market, zones: [...zones], seconds, covered, counts };
}

const CALENDARS = new Map<string, LocalDays>();

/** The calendar of a zone; made once. */
export function calendarOf(zone: string): LocalDays {
  const calendar = CALENDARS.get(zone) ?? new LocalDays(zone);
  CALENDARS.set(zone, calendar);
  return calendar;
}

function added(before: MarketDay | undefined, record: MarketDay): MarketDay {
  if (before === undefined) return record;
  return {
    ...record,
    zones: [...new Set([...before.zones, ...record.zones])],
    seconds: before.seconds + record.seconds,
    covered: sumOf(before.covered, record.covered),
    counts: new Map(
      [...new Set([...before.counts.keys(), ...record.counts.keys()])].map((list) => [
        list,
        addedCounts(before.counts.get(list) ?? {}, record.counts.get(list) ?? {}),
      ]),
    ),
  };
}

/** `undefined` if neither is known. */
export function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}

/** Adds counts unit by unit. */
export function addedCounts(a: Counts, b: Counts): Counts {
  const sum: Partial<Record<FigureUnit, number>> = { ...a };
  for (const [unit, count] of Object.entries(b) as [FigureUnit, number][]) sum[unit] = (sum[unit] ?? 0) + count;
  return sum;
}
