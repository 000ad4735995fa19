/** What an indicator measures, in the order in which pages show them: what a filter is judged by first, how much it blocked last. */
export const INDICATOR_GROUPS = [
  'freshness',
  'efficacy',
  'availability',
  'blindness',
  'accuracy',
  'coverage',
  'volume',
] as const;
export type IndicatorGroup = (typeof INDICATOR_GROUPS)[number];

/** What the two numbers of an observation count. */
export const INDICATOR_UNITS = [
  'pages',
  'attempts',
  'requests',
  'subscriptions',
  'seconds',
  'samples',
  'updates',
  'probes',
  'lines',
  'appeals',
  'lists',
  'operators',
] as const;
export type IndicatorUnit = (typeof INDICATOR_UNITS)[number];

/**
 * How a numerator and a denominator are read together.
 *
 *   share   a part of a whole: 0 <= numerator <= denominator. Shown in percent
 *   mean    a sum over what it was measured on. Shown in the unit of the numerator
 *   rate    events for a base that is never 0. Shown for 100,000
 */
export type IndicatorForm = 'share' | 'mean' | 'rate';

/** One thing that every member measures alike. Sums over members stay meaningful: the ratio of the sums is the indicator of them all. */
export interface Indicator {
  /** `a-z` and `-`; at most 32 characters. Never changes its meaning: another meaning is another id. */
  readonly id: string;
  readonly group: IndicatorGroup;
  readonly form: IndicatorForm;
  readonly numerator: IndicatorUnit;
  readonly denominator: IndicatorUnit;
  /** Which direction is an improvement. `neither`: more of it is no success, and less of it no failure. */
  readonly better: 'more' | 'less' | 'neither';
  /** What is counted in a market and month, exactly enough to be counted by another program. Part of the digest of the definitions. */
  readonly definition: string;
}

/** What the ratio of an indicator's two numbers is multiplied by before it is shown. */
export const SHOWN_PER: Readonly<Record<IndicatorForm, number>> = { share: 100, mean: 1, rate: 100_000 };
