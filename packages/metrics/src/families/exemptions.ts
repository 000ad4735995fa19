import type { Definition } from './definition.ts';

/** Sources that are not filtered, or belong to another market than that of their address: counts by reason, never a prefix. */
export const EXEMPTION_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_exemptions',
    type: 'gauge',
    unit: 'exemptions',
    labels: ['reason'],
    help: 'Exemptions by source that are in force in this process.',
    note: 'Only with the section `exemptions`. `reason`: those of `exemptions.reasons`.',
    read: ({ exemptions }, emit) => {
      for (const [reason, count] of exemptions?.active ?? []) emit(count, reason);
    },
  },
  {
    name: 'netvakt_exemptions_expired_total',
    type: 'counter',
    unit: 'exemptions',
    labels: ['reason'],
    help: 'Exemptions by source that expired while this process ran.',
    note: 'Only with the section `exemptions`. One that was removed or renewed in time does not count.',
    read: ({ exemptions }, emit) => {
      for (const [reason, count] of exemptions?.over ?? []) emit(count, reason);
    },
  },
  {
    name: 'netvakt_exemptions_unreadable',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: [],
    help: 'Whether the register of exemptions cannot be read. What was read last then stays in force.',
    note: 'Only with the section `exemptions`. Exemptions still expire.',
    read: ({ exemptions }, emit) => {
      if (exemptions !== undefined) emit(exemptions.readable ? 0 : 1);
    },
  },
  {
    name: 'netvakt_exemptions_last_read_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the register of exemptions was last read completely.',
    note: 'Only with the section `exemptions`. It is read when it changes.',
    read: ({ exemptions }, emit) => {
      if (exemptions !== undefined) emit(exemptions.lastRead);
    },
  },
  {
    name: 'netvakt_exempt_connections_total',
    type: 'counter',
    unit: 'connections',
    labels: ['mode'],
    help: 'Connections that the data plane passed unfiltered because their source is exempt.',
    note: 'Also counted in `netvakt_connections_total`, but not as requests or verdicts. If nftables rules on the same machine lead traffic to the filter, exempt sources do not reach it; see `netvakt_rules_packets_total{action="exempted"}`.',
    read: ({ totals }, emit) => {
      for (const [i, mode] of totals.shape.modes.entries()) emit(totals.sum('exempted', [i]), mode);
    },
  },
];
