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
  const at = placeOf(name);
  return at === undefined ? [] : Array.from({ length: count }, (_, i) => nameOf(at - 1 - i));
}

/** Returns the names of all quarters from one to another, both included; none if one of them is no quarter. */
export function quartersBetween(first: string, last: string): readonly string[] {
  const [from, to] = [placeOf(first), placeOf(last)];
  if (from === undefined || to === undefined) return [];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => nameOf(from + i));
}

/** Returns the name of the quarter that a day is in. @param day - `2026-07-31`. */
export function quarterOfDay(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** Quarters since the year 0. */
function placeOf(name: string): number | undefined {
  const [, year, number] = QUARTER_NAME.exec(name) ?? [];
  return year === undefined ? undefined : Number(year) * 4 + Number(number) - 1;
}

function nameOf(place: number): string {
  return `${Math.floor(place / 4)}-Q${(place % 4) + 1}`;
}
