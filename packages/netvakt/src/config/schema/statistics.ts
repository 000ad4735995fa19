import { DEFAULT_UNITS } from '@netvakt/metrics/units';
import { z } from 'zod';
import { count, path, timeZone } from './formats.ts';
import type { Section } from './settings.ts';

/** `statistics`. */
export const STATISTICS_SCHEMA = z.strictObject({
  interval_seconds: count(
    'Interval at which the statistics series advance, so that no scrape reveals when one page was blocked. 0: immediately; for demonstrations only.',
    0,
    86_400,
    DEFAULT_UNITS.intervalSeconds,
  ),
  window_seconds: count(
    'Window of an attempt: blocked requests of one client for one item within this time after the first are one attempt.',
    1,
    3600,
    DEFAULT_UNITS.windowSeconds,
  ),
  ipv6_prefix_length: count(
    'Length of the IPv6 prefix that counts as one client.',
    32,
    128,
    DEFAULT_UNITS.ipv6PrefixLength,
  ),
  attempts_per_client_day: count(
    'Largest number of attempts per client and day in the bounded series.',
    1,
    10_000,
    DEFAULT_UNITS.attemptsPerClientDay,
  ),
  recent_items: count(
    'How many pairs of client and item are remembered within a window, at 48 bytes each. A pair that does not fit counts as new; `netvakt_statistics_untracked_total` counts these.',
    1024,
    4_194_304,
    65_536,
  ),
  time_zone: timeZone(
    'Time zone in which days begin, in markets that name no other. Default: the time zone of the machine.',
  ).optional(),
  store: path(
    'SQLite file that keeps totals by day, market and list across restarts. Default: none; totals are lost at a restart.',
  ).optional(),
  journal_folder: path(
    'Folder in memory (tmpfs) for counts that no series shows yet: a process that is killed loses a second of them, and its successor takes the others over. Default: the RuntimeDirectory of the systemd unit, or none.',
  ).optional(),
  json_file: path(
    'File with the totals as JSON, replaced each minute, for programs that do not read /metrics; see docs/operating/without-prometheus.md. Default: none.',
  ).optional(),
  keep_days: count('Number of days for which totals are kept.', 1, 3660, 800),
});

/** How attempts are counted, and when the figures are published. */
export type StatisticsSection = Section<typeof STATISTICS_SCHEMA>;

/** `probe`. */
export const PROBE_SCHEMA = z.strictObject({
  interval_seconds: count(
    'Seconds between two rounds of probes. Each round requests a canary in every market and protocol through the first explicit listener. If all listeners are transparent, add an explicit one on 127.0.0.1. 0: no probes.',
    0,
    3600,
    60,
  ),
});

/** The built-in prober. */
export type ProbeSection = Section<typeof PROBE_SCHEMA>;
