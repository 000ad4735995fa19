/** Periods of the calendar, as `netvakt totals` names them. */
import { dayAfter } from '@netvakt/metrics';

/** What can be asked for by name. */
export const PERIODS = ['today', 'yesterday', 'week', 'month', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** What figures can be added up by. */
export const STEPS = ['day', 'week', 'month', 'year'] as const;
export type PeriodStep = (typeof STEPS)[number];

/** The first and the last day of each period that a day is in. Weeks begin on Monday (ISO 8601). */
const RANGES: Readonly<Record<Period, (today: string) => readonly [since: string, until: string]>> = {
  today: (today) => [today, today],
  yesterday: (today) => [dayAfter(today, -1), dayAfter(today, -1)],
  week: (today) => [mondayOf(today), today],
  month: (today) => [`${today.slice(0, 7)}-01`, today],
  year: (today) => [`${today.slice(0, 4)}-01-01`, today],
};

/** The days of a period up to `today`. */
export function daysOfPeriod(period: Period, today: string): { readonly since: string; readonly until: string } {
  const [since, until] = RANGES[period](today);
  return { since, until };
}

/** What a day belongs to: `2026-01-31`, `2026-W05`, `2026-01` or `2026`. */
export function stepOf(day: string, step: PeriodStep): string {
  if (step === 'week') return weekOf(day);
  return day.slice(0, { day: 10, month: 7, year: 4 }[step]);
}

function mondayOf(day: string): string {
  return dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** The week of ISO 8601: that of its Thursday's year. */
function weekOf(day: string): string {
  const thursday = dayAfter(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  const ordinal = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000;
  return `${year}-W${String(Math.floor(ordinal / 7) + 1).padStart(2, '0')}`;
}
