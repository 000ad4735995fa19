/** Kept totals of a quarter -> observations: the coalition's indicators by market and month. */
import { INDICATORS, indicatorOf, type Observation, type Quarter } from '@netvakt/coalition';
import type { MachineTotals } from './machine-totals.ts';
import { serviceTimes } from './service-times.ts';

/** Two numbers of one indicator. */
interface Pair {
  readonly numerator: number;
  readonly denominator: number;
}

/** What is seen of one market in one month, over all machines. */
interface Cell {
  readonly market: string;
  readonly month: string;
  /** Added up over days and machines. */
  readonly sums: ReadonlyMap<string, Pair>;
  /** Means of the days; of several machines, the largest of a day, as each reports the same market. */
  readonly means: ReadonlyMap<string, Pair>;
  /** Blocked by unit; absent units are zero. */
  readonly blocked: ReadonlyMap<string, number>;
}

const VOLUME: ReadonlySet<string> = new Set(['pages', 'attempts', 'requests']);
const STATES: ReadonlySet<string> = new Set(['quarantined', 'lists', 'coverage']);
const TIMES: ReadonlySet<string> = new Set(['uptime', 'fail-open-overload', 'fail-open-rules']);

/** Returns every indicator in every market and month of the quarter, in the order of reports. Linear in stored rows times markets. */
export function observationsOf(
  machines: readonly MachineTotals[],
  quarter: Quarter,
  markets: readonly string[],
): readonly Observation[] {
  const days = daysOf(machines, quarter);
  return markets.flatMap((market) =>
    days.flatMap(({ month, days: withFigures }) => {
      const cell = cellOf(machines, market, month);
      return INDICATORS.map(({ id }): Observation => {
        const pair = withFigures === 0 ? undefined : pairOf(id, cell, machines);
        if (pair === undefined)
          return { market, month, indicator: id, status: 'missing', numerator: null, denominator: null };
        const { numerator, denominator } = pair;
        return { market, month, indicator: id, status: 'value', numerator, denominator };
      });
    }),
  );
}

/** Returns on how many days of each month any machine had figures. */
export function daysOf(
  machines: readonly MachineTotals[],
  { months }: Quarter,
): readonly { readonly month: string; readonly days: number }[] {
  const days = new Set(
    machines.flatMap(({ definitions, service }) => [
      ...definitions.map(({ day }) => day),
      ...service.flatMap(({ day, indicator, numerator }) => (indicator === 'uptime' && numerator > 0 ? [day] : [])),
    ]),
  );
  return months.map((month) => ({ month, days: [...days].filter((day) => day.startsWith(month)).length }));
}

function cellOf(machines: readonly MachineTotals[], market: string, month: string): Cell {
  const isHere = (row: { readonly day: string; readonly market: string }): boolean =>
    row.market === market && row.day.startsWith(month);
  const service = machines.flatMap((machine) => machine.service.filter(isHere));
  const sums = new Map<string, Pair>();
  for (const { indicator, numerator, denominator } of service.filter((row) => !STATES.has(row.indicator))) {
    const before = sums.get(indicator) ?? { numerator: 0, denominator: 0 };
    sums.set(indicator, {
      numerator: before.numerator + numerator,
      denominator: before.denominator + denominator,
    });
  }
  const blocked = new Map<string, number>();
  for (const { unit, count } of machines.flatMap(({ rows }) => rows.filter((row) => row.list === '' && isHere(row))))
    blocked.set(unit, (blocked.get(unit) ?? 0) + count);
  return { market, month, sums, means: meansOf(service), blocked };
}

function meansOf(service: MachineTotals['service']): ReadonlyMap<string, Pair> {
  const byDay = new Map<string, Map<string, Pair>>();
  for (const { indicator, day, numerator, denominator } of service.filter((row) => STATES.has(row.indicator))) {
    const days = byDay.get(indicator) ?? new Map<string, Pair>();
    const before = days.get(day);
    if (
      before === undefined ||
      denominator > before.denominator ||
      (denominator === before.denominator && numerator > before.numerator)
    )
      days.set(day, { numerator, denominator });
    byDay.set(indicator, days);
  }
  return new Map(
    Array.from(byDay, ([indicator, days]) => [
      indicator,
      { numerator: meanOf(days, 'numerator'), denominator: meanOf(days, 'denominator') },
    ]),
  );
}

function meanOf(days: ReadonlyMap<string, Pair>, side: 'numerator' | 'denominator'): number {
  return Math.round(Array.from(days.values(), (pair) => pair[side]).reduce((sum, one) => sum + one, 0) / days.size);
}

/** The two numbers of an indicator, as its definition has them. */
function pairOf(id: string, cell: Cell, machines: readonly MachineTotals[]): Pair | undefined {
  if (STATES.has(id)) return cell.means.get(id);
  if (TIMES.has(id)) return serviceTimes(machines, cell, cell.sums.get(id)?.numerator);
  if (VOLUME.has(id)) return rateOf(cell.blocked.get(id) ?? 0, cell);
  if (id === 'appeals-received') return rateOf(cell.sums.get(id)?.numerator, cell);
  const pair = cell.sums.get(id);
  if (pair === undefined || indicatorOf(id)?.form !== 'share') return pair;
  return { numerator: Math.min(pair.numerator, pair.denominator), denominator: pair.denominator };
}

/** Events for the subscriptions behind the filter; `undefined` if either is not known. */
function rateOf(numerator: number | undefined, { means }: Cell): Pair | undefined {
  const denominator = means.get('coverage')?.numerator ?? 0;
  return numerator === undefined || denominator === 0 ? undefined : { numerator, denominator };
}
