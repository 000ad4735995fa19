import { DEFAULT_UNITS } from '@netvakt/metrics';
import { z } from 'zod';
import { count, path } from './formats.ts';
import type { Section } from './settings.ts';

/** `statistics`. */
export const STATISTICS_SCHEMA = z.strictObject({
  interval_seconds: count(
    'The statistics series advance so often, so that no scrape can time one block. 0: at once; for demonstrations only.',
    0,
    86_400,
    DEFAULT_UNITS.intervalSeconds,
  ),
  window_seconds: count(
    'Blocked requests of one client for one item within so many seconds of the first are one attempt.',
    1,
    3600,
    DEFAULT_UNITS.windowSeconds,
  ),
  ipv6_prefix_length: count(
    'Clients whose IPv6 addresses share so many bits are one client.',
    32,
    128,
    DEFAULT_UNITS.ipv6PrefixLength,
  ),
  attempts_per_client_day: count(
    'The most attempts of one client a day in the bounded series.',
    1,
    10_000,
    DEFAULT_UNITS.attemptsPerClientDay,
  ),
  recent_items: count(
    'How many clients and items can be told apart within a window; 16 bytes each, three times. What does not fit is counted as new, and netvakt_statistics_untracked_total tells.',
    1024,
    4_194_304,
    65_536,
  ),
  store: path(
    'File in which totals by day, market and list survive a restart (SQLite); left out: they do not.',
  ).optional(),
  json_file: path(
    'File with the totals as JSON, replaced each minute: for programs that do not read /metrics; see docs/operating/without-prometheus.md. Left out: none.',
  ).optional(),
  keep_days: count('Days that the totals are kept.', 1, 3660, 800),
});

/** How attempts are counted, and when the figures are published. */
export type StatisticsSection = Section<typeof STATISTICS_SCHEMA>;

/** `probe`. */
export const PROBE_SCHEMA = z.strictObject({
  interval_seconds: count(
    'Seconds from one round of probes to the next: a request for a canary in each market and with each protocol, through the first explicit listener. Transparent ones cannot be asked: where there is no other, add an explicit one on 127.0.0.1. 0: none.',
    0,
    3600,
    60,
  ),
});

/** The built-in prober. */
export type ProbeSection = Section<typeof PROBE_SCHEMA>;
