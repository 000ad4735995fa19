/** What a command line of `netvakt totals` asks for. */
import { PERIODS, type Period, type PeriodStep, STEPS } from './period.ts';

/** The options of the command line. */
export interface TotalsOptions {
  /** A period of the calendar, in place of `since` and `until`. */
  readonly period?: string;
  readonly config?: string;
  /** Stores themselves, one a machine, or folders of them, in place of a configuration that names one. */
  readonly store?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly by?: string;
  readonly subscriptions?: readonly string[];
  /** False: figures of markets only. */
  readonly lists?: boolean;
  readonly format?: string;
  readonly json?: boolean;
}

const FORMATS = ['table', 'csv', 'json'] as const;

/** A command line that is understood. */
export interface Wish {
  readonly period: Period | undefined;
  readonly since: string;
  readonly until: string;
  readonly step: PeriodStep;
  /** Given by market. */
  readonly subscriptions: ReadonlyMap<string, number>;
  readonly format: (typeof FORMATS)[number];
}

/** Returns the wish, or why there is none. */
export function wishOf(options: TotalsOptions): Wish | string {
  const { period: name, since = '0000-01-01', until = '9999-12-31' } = options;
  const fault = dayFault(options);
  if (fault !== undefined) return fault;
  const period = PERIODS.find((one) => one === name);
  if (period !== name) return `"${name}" is no period: ${PERIODS.join(', ')}`;
  const step = STEPS.find((one) => one === (options.by ?? (period === 'year' ? 'month' : 'day')));
  if (step === undefined) return `--by is none of ${STEPS.join(', ')}`;
  const format = FORMATS.find((one) => one === (options.json === true ? 'json' : (options.format ?? 'table')));
  if (format === undefined) return `--format is none of ${FORMATS.join(', ')}`;
  const subscriptions = givenSubscriptions(options.subscriptions ?? []);
  if (subscriptions === undefined) return '--subscriptions is no number of a market. Write it as se=400000';
  return { period, since, until, step, subscriptions, format };
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

function dayFault({ period, since, until }: TotalsOptions): string | undefined {
  if (period !== undefined && (since ?? until) !== undefined)
    return `${period} already sets the days: omit --since and --until`;
  for (const [name, day] of Object.entries({ since, until }))
    if (day !== undefined && !DAY.test(day)) return `--${name} is no day. Write it as 2026-01-31`;
  return undefined;
}

function givenSubscriptions(texts: readonly string[]): ReadonlyMap<string, number> | undefined {
  const pairs = texts.flatMap((one) => one.split(',')).map((pair) => /^([a-z][a-z0-9-]*)=([1-9]\d{0,9})$/u.exec(pair));
  if (pairs.includes(null)) return undefined;
  return new Map(pairs.map((pair) => [pair?.[1] ?? '', Number(pair?.[2])]));
}
