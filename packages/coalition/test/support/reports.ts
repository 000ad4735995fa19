import {
  emptyReport,
  INDICATORS,
  type Observation,
  type OperatorReport,
  quarterOf,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';

/** Figures of a month that nobody would ask about. */
const USUAL: Readonly<Record<string, readonly [numerator: number, denominator: number]>> = Object.fromEntries(
  INDICATORS.map(({ id, form }) => [id, form === 'rate' ? [15_000, 400_000] : [90, 100]]),
);

/** A whole report without a fault; `change` gives other values to some observations. */
export function madeReport(
  quarter: string,
  change: (one: Observation) => Partial<Observation> = () => ({}),
  markets: readonly string[] = ['se', 'lt'],
): OperatorReport {
  const head = { operator: 'first', made: '2026-10-02', software: 'test 1', definitions: STANDARD_DEFINITIONS };
  const named = quarterOf(quarter);
  if (named === undefined) throw new Error(`${quarter} is no quarter`);
  const empty = emptyReport(head, named, markets);
  const observations = empty.observations.map((one) => {
    const [numerator = 0, denominator = 0] = USUAL[one.indicator] ?? [];
    const usual: Observation = Object.assign({}, one, { status: 'value' as const, numerator, denominator });
    return Object.assign({}, usual, change(usual));
  });
  return { ...empty, observations };
}
