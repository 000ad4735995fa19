/**
 * The typo guard: what is unusual is asked about before it is sealed, because afterwards nobody can see it. A figure with a digit too
 * many is ten times its usual value; that is looked for in the operator's own last four quarters, or in the other months of a first report.
 */
import { daysOfMonth, quartersBefore } from '../indicator/quarter.ts';
import { indicatorOf } from '../indicator/table.ts';
import { placeOf, type ReportQuestion } from './fault.ts';
import type { Observation, OperatorReport } from './report.ts';

/** Quarters that are looked back. */
export const HISTORY_QUARTERS = 4;
/** A tenfold figure of a month that was low anyway is five times the usual one. */
const FACTOR = 5;
/** Below this difference, chance does as much. */
const LEAST_DIFFERENCE = 20;

/** Units of denominators that hardly change from month to month. */
const STEADY_BASES: ReadonlySet<string> = new Set(['subscriptions', 'seconds', 'samples', 'probes', 'requests']);
const STEADY_COUNTS: ReadonlySet<string> = new Set(['subscriptions', 'lists']);

type Side = 'numerator' | 'denominator';

/**
 * Returns what must be confirmed by somebody who knows: months without figures on some days, and numbers that are at least five times,
 * or at most a fifth, of what is usual.
 *
 * @param history - Earlier reports of the same operator, in any order; those of the last four quarters before this one count.
 */
export function questionsAbout(report: OperatorReport, history: readonly OperatorReport[]): readonly ReportQuestion[] {
  const usual = usualFigures(report, history);
  const partial = report.months.flatMap(({ month, days }) => {
    const whole = daysOfMonth(month);
    return days < whole ? [{ id: `partial:${month}`, found: `figures on ${days} of ${whole} days` }] : [];
  });
  return [...partial, ...report.observations.flatMap((one) => sidesOf(one).flatMap((side) => ask(one, side, usual)))];
}

/** The sides of an observation that are looked at. */
function sidesOf({ indicator: id }: Observation): readonly Side[] {
  const indicator = indicatorOf(id);
  if (indicator === undefined) return [];
  const { form, numerator, denominator } = indicator;
  const sides: Side[] = form === 'rate' || STEADY_COUNTS.has(numerator) ? ['numerator'] : [];
  return STEADY_BASES.has(denominator) ? [...sides, 'denominator'] : sides;
}

/** Finds the usual figures of one side of an observation. */
type Usual = (one: Observation, side: Side) => { readonly of: string; readonly figures: readonly number[] };

function usualFigures(report: OperatorReport, history: readonly OperatorReport[]): Usual {
  const quarters = quartersBefore(report.quarter, HISTORY_QUARTERS);
  const known = new Map<string, Observation[]>();
  for (const quarter of quarters) {
    const revisions = history.filter((past) => past.quarter === quarter && past.operator === report.operator);
    const last = revisions.toSorted((a, b) => b.revision - a.revision)[0];
    for (const one of last?.observations ?? []) {
      const key = `${one.market}/${one.indicator}`;
      known.set(key, [...(known.get(key) ?? []), one]);
    }
  }
  return (one, side) => {
    const past = figuresOf(known.get(`${one.market}/${one.indicator}`) ?? [], side);
    if (past.length > 0) return { of: 'the last four quarters', figures: [medianOf(past)] };
    const others = report.observations.filter(
      (other) => other.market === one.market && other.indicator === one.indicator && other.month !== one.month,
    );
    return { of: 'the other months', figures: figuresOf(others, side) };
  };
}

function ask(one: Observation, side: Side, usual: Usual): ReportQuestion[] {
  const figure = one[side];
  if (one.status !== 'value' || figure === null) return [];
  const { of, figures } = usual(one, side);
  if (figures.length === 0 || !figures.every((other) => isFar(figure, other))) return [];
  const [nearest = 0] = figures.toSorted((a, b) => Math.abs(a - figure) - Math.abs(b - figure));
  return [{ id: `tenfold:${placeOf(one)}/${side}`, found: `${figure}; usual by ${of}: ${nearest}` }];
}

function isFar(figure: number, usual: number): boolean {
  if (Math.abs(figure - usual) < LEAST_DIFFERENCE) return false;
  return figure >= usual * FACTOR || figure * FACTOR <= usual;
}

function figuresOf(observations: readonly Observation[], side: Side): number[] {
  return observations.flatMap((one) => {
    const figure = one[side];
    return one.status === 'value' && figure !== null ? [figure] : [];
  });
}

function medianOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? 0) + upper) / 2);
}
