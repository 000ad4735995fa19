/** How much traffic a market has at a time: nights, week-ends, holidays. */

const HOUR = 3600;
const DAY = 86_400;

/** Days of the month, from 0, on which people stay at home, with their share of a working day's traffic. */
const HOLIDAYS: ReadonlyMap<number, number> = new Map([
  [3, 0.55],
  [10, 0.45],
  [11, 0.45],
  [24, 0.5],
]);
const WEEK_END = 0.6;

/** The share of a working day's busiest hour, from midnight on (UTC). */
const HOURS = [
  0.35, 0.2, 0.12, 0.1, 0.1, 0.12, 0.25, 0.45, 0.6, 0.7, 0.75, 0.78, 0.8, 0.8, 0.8, 0.82, 0.85, 0.9, 0.95, 1, 1, 0.9,
  0.75, 0.5,
] as const;

/**
 * The traffic at `second` of a month that begins at `start`, as a share of a working day's busiest hour. Moves from hour to hour
 * without steps.
 *
 * @param start - Unix seconds of a midnight (UTC)
 */
export function trafficAt(start: number, second: number): number {
  const hour = Math.floor((second % DAY) / HOUR);
  const [here, next] = [HOURS[hour] as number, HOURS[(hour + 1) % 24] as number];
  const within = (second % HOUR) / HOUR;
  return (here + (next - here) * within) * shareOfDay(start, second);
}

function shareOfDay(start: number, second: number): number {
  const weekDay = new Date((start + second) * 1000).getUTCDay();
  const isWeekEnd = weekDay === 0 || weekDay === 6;
  return Math.min(HOLIDAYS.get(Math.floor(second / DAY)) ?? 1, isWeekEnd ? WEEK_END : 1);
}
