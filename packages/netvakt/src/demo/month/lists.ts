import type { ListReport } from '@netvakt/metrics';
import { type Incident, lasts } from './incidents.ts';

const DAY = 86_400;
/** A list begins with so many rules and grows by a fiftieth a day; on this day by a third at once. */
const [RULES, GROWTH, LEAP_DAY, LEAP] = [3000, 1 / 50, 5, 1 / 3] as const;

/** A version counts for so many days. */
const EXPIRY_DAYS = 14;

/** How often lists are fetched, in seconds. */
export const FETCH_INTERVAL = 3600;

/**
 * The list `id` as its source has it at `second` of a month that begins at `start`: a version a day, with more rules each time.
 * `undefined` while it cannot be reached.
 */
export function listAt(
  id: string,
  second: number,
  start: number,
  incidents: readonly Incident[],
): ListReport | undefined {
  if (lasts(incidents, second, 'list-unreachable', id)) return undefined;
  const day = Math.floor(second / DAY);
  const rules = Math.round(RULES * (1 + GROWTH) ** day * (day >= LEAP_DAY ? 1 + LEAP : 1));
  const version = new Date((start + day * DAY) * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  return {
    version,
    entries: { domain: Math.round(rules * 0.7), url: rules - Math.round(rules * 0.7) },
    lines: { active: rules, duplicates: 12, invalid: 3, quarantined: 2 },
    rejected: { 'host-character': 3 },
    quarantined: { 'public-suffix': 2 },
    expiry: start + (day + EXPIRY_DAYS) * DAY,
  };
}
