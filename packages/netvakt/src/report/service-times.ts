import { daysOfMonth } from '@netvakt/coalition';
import type { MachineTotals } from './machine-totals.ts';

const DAY_SECONDS = 86_400;

/**
 * A time of service as a share of all seconds of the month, summed over machines. A machine counts from the first day that its store
 * knows of, and of that day only as long as it ran: before, there was none. From then on, a day without a row was a day without a filter.
 *
 * @returns `undefined` if no machine had begun in that month, or if the time was never measured.
 */
export function serviceTimes(
  machines: readonly MachineTotals[],
  { market, month }: { readonly market: string; readonly month: string },
  seconds: number | undefined,
): { readonly numerator: number; readonly denominator: number } | undefined {
  if (seconds === undefined) return undefined;
  const denominator = machines.reduce((sum, machine) => sum + secondsOf(machine, market, month), 0);
  return denominator === 0 ? undefined : { numerator: Math.min(seconds, denominator), denominator };
}

function secondsOf({ firstDay, service }: MachineTotals, market: string, month: string): number {
  if (firstDay === undefined || firstDay.slice(0, 7) > month) return 0;
  const whole = daysOfMonth(month);
  if (!firstDay.startsWith(month)) return whole * DAY_SECONDS;
  const first = service.find((row) => row.day === firstDay && row.market === market && row.indicator === 'uptime');
  return (first?.numerator ?? 0) + (whole - Number(firstDay.slice(8))) * DAY_SECONDS;
}
