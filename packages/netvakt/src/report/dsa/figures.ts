/** What a filter knows of a year that the template asks for. */
import type { MachineTotals } from '../machine-totals.ts';

/** First and last day, UTC. */
export interface DsaPeriod {
  readonly since: string;
  readonly until: string;
}

/** Who reports, and on which legal basis lists are applied. */
export interface DsaHead {
  readonly provider: string;
  readonly service: string;
  readonly published: string;
  readonly previous: string | undefined;
  readonly period: DsaPeriod;
  /** `orders`: authorities order what is blocked. `own-initiative`: the provider applies lists voluntarily. */
  readonly basis: 'own-initiative' | 'orders';
}

/** Figures of one market; `undefined`: nobody has measured it. */
export interface DsaFigures {
  /** Entries that took effect. */
  readonly added: number | undefined;
  /** List updates that added entries, and how many took effect in time. */
  readonly updates: number | undefined;
  readonly withinHour: number | undefined;
  readonly withinDay: number | undefined;
  readonly received: number | undefined;
  readonly decided: number | undefined;
  readonly upheld: number | undefined;
  /** Means of the days. */
  readonly lists: number | undefined;
  readonly quarantined: number | undefined;
  /** On how many days there were figures; a sentence. */
  readonly days: string;
}

type Rows = MachineTotals['service'];

/** Adds up what one machine of a market has kept. Machines of one market see the same lists: the one that saw most days speaks. */
export function dsaFiguresOf(
  machines: readonly MachineTotals[],
  market: string,
  { since, until }: DsaPeriod,
): DsaFigures {
  const services = machines.map(({ service }) => service.filter((row) => row.market === market));
  const [service = []] = services.toSorted((a, b) => daysIn(b).size - daysIn(a).size);
  const byHand = services.flat().filter(({ indicator }) => indicator.startsWith('appeals-'));
  const days = daysIn(service.filter(({ indicator }) => indicator === 'uptime')).size;
  const all = Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000) + 1;
  return {
    added: sumOf(service, 'rules-added', 'numerator'),
    updates: sumOf(service, 'addition-delay', 'denominator'),
    withinHour: sumOf(service, 'addition-within-hour', 'numerator'),
    withinDay: sumOf(service, 'addition-within-day', 'numerator'),
    received: sumOf(byHand, 'appeals-received', 'numerator'),
    decided: sumOf(byHand, 'appeals-upheld', 'denominator'),
    upheld: sumOf(byHand, 'appeals-upheld', 'numerator'),
    lists: meanOf(service, 'lists'),
    quarantined: meanOf(service, 'quarantined'),
    days: `Figures of ${days} of ${all} days.`,
  };
}

function daysIn(rows: Rows): ReadonlySet<string> {
  return new Set(rows.map(({ day }) => day));
}

function sumOf(rows: Rows, indicator: string, side: 'numerator' | 'denominator'): number | undefined {
  const found = rows.filter((row) => row.indicator === indicator);
  return found.length === 0 ? undefined : found.reduce((total, row) => total + row[side], 0);
}

function meanOf(rows: Rows, indicator: string): number | undefined {
  const total = sumOf(rows, indicator, 'numerator');
  if (total === undefined) return undefined;
  return Math.round(total / rows.filter((row) => row.indicator === indicator).length);
}
