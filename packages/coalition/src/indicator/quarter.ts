/** The calendar of the coalition: quarters of a year, and their months. All of it is UTC. */

/** A quarter of a year, the one period that is published: editions that overlap would give away by their difference what each hides. */
export interface Quarter {
  /** `2026-Q3`. */
  readonly name: string;
  /** `2026-07`, `2026-08`, `2026-09`. */
  readonly months: readonly string[];
  /** First and last day, `2026-07-01`. */
  readonly since: string;
  readonly until: string;
}

/** A quarter's name. */
export const QUARTER_NAME: RegExp = /^(20\d\d)-Q([1-4])$/u;

/** Reads `2026-Q3`; `undefined` for anything else. */
export function quarterOf(text: string): Quarter | undefined {
  const [, year, number] = QUARTER_NAME.exec(text) ?? [];
  if (year === undefined) return undefined;
  const first = (Number(number) - 1) * 3;
  const months = [1, 2, 3].map((month) => `${year}-${String(first + month).padStart(2, '0')}`);
  const until = new Date(Date.UTC(Number(year), first + 3, 0)).toISOString().slice(0, 10);
  return { name: text, months, since: `${months[0]}-01`, until };
}

/** Returns the days of a month such as `2026-07`. */
export function daysOfMonth(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

/** Returns the names of the `count` quarters before one, the latest first; none if `name` is no quarter. */
export function quartersBefore(name: string, count: number): readonly string[] {
  const [, year, number] = QUARTER_NAME.exec(name) ?? [];
  if (year === undefined) return [];
  const at = Number(year) * 4 + Number(number) - 1;
  return Array.from({ length: count }, (_, i) => at - 1 - i).map((one) => `${Math.floor(one / 4)}-Q${(one % 4) + 1}`);
}
