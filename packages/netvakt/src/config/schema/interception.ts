import { z } from 'zod';
import { address, count, list, PORT, path, prefix } from './formats.ts';
import type { Section } from './settings.ts';

/** A name, or the beginning of names and `*`. */
const INTERFACE = z.string().regex(/^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,14}|[A-Za-z0-9_.-]{0,13}\*)$/);
const TABLE = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

/** IPv6 knows no smaller one (RFC 8200 §5). */
const MTU = z.int().min(1280).max(65_535);

const SUSPECTS = z.strictObject({
  resolvers: list(address('A resolver.'), 8, 'Resolvers whose answers you trust. Default: those of this machine.'),
  never: list(
    prefix('A network.'),
    10_000,
    'Networks that are never led to the filter, whatever a listed name resolves to: your own, resolvers, shared hosting.',
  ),
  allow: list(prefix('A network.'), 1000, 'Internal or reserved networks that may be led to the filter all the same.'),
  state: path('File that keeps the addresses of earlier runs, without names; made with mode 0600.').prefault(
    'suspects.json',
  ),
  max_addresses: count(
    'Largest number of addresses, IPv4 and IPv6 together; with more, nothing changes.',
    1,
    1_000_000,
    50_000,
  ),
  max_per_name: count('Addresses that one name may lead to; a name with more is left out.', 1, 1000, 32),
  max_growth: z.number().min(0).max(100).default(0.5).meta({
    description: 'Share by which the addresses may grow from one run to the next; beyond it nothing changes.',
  }),
  free_growth: count('Addresses that may be added in one run regardless of `max_growth`.', 0, 1_000_000, 100),
  stable_runs: count('Runs in a row in which an address must be seen before it is used.', 1, 100, 2),
  keep_seconds: count(
    'How long an address is kept after it was last seen; its time to live, if that is longer.',
    0,
    2_592_000,
    86_400,
  ),
  parallel: count('DNS queries at one time.', 1, 1000, 32),
  timeout_seconds: count('Timeout of a DNS query.', 1, 60, 3),
  min_answered: z.number().min(0).max(1).default(0.5).meta({
    description:
      'Share of the names for which a resolver must answer, even with "no such name"; below it nothing changes.',
  }),
});

/** Which addresses the lists' names lead to, and what guards them: stage 1. */
export type SuspectsSection = Section<typeof SUSPECTS>;

/** `interception`. */
export const INTERCEPTION_SCHEMA = z.strictObject({
  mode: z.enum(['packet', 'tproxy', 'redirect']).optional().meta({
    description:
      'Mode of the listeners that the rules lead traffic to. Default: packet if there is such a listener, else the mode of the first transparent one. With packet, other ports go to the tproxy listener, if there is one.',
  }),
  subscribers: z.array(INTERFACE).min(1).max(256).meta({
    description:
      'Interfaces on which traffic of subscribers arrives. `ppp*` matches every name that begins with `ppp`, including interfaces that appear later.',
  }),
  ports: z.array(PORT).min(1).max(64).default([80, 443]).meta({ description: 'TCP ports that are led to the filter.' }),
  reach: z.enum(['all', 'suspects']).default('all').meta({
    description: 'Whether all traffic to those ports is led there, or only that to suspect addresses (stage 1).',
  }),
  bypass: list(prefix('A network.'), 10_000, 'Destinations that are never led to the filter: the emergency exit.'),
  quic: z.enum(['inspect', 'reject', 'drop', 'pass']).optional().meta({
    description:
      'What happens to QUIC (UDP port 443) of traffic that is led to the filter. `inspect`: hellos for blocked names are dropped, so that browsers fall back to TCP; the kernel forwards the rest. Needs a listener of mode packet, and is the default with one. `reject`: refused with an ICMP error, so that browsers fall back to TCP at once; the default without such a listener. With `reach: all` that is all QUIC of all subscribers. `drop`: dropped; browsers fall back after a moment. `pass`: forwarded without inspection.',
  }),
  subscriber_mtu: MTU.optional().meta({
    description:
      'MTU of the narrowest link towards subscribers, in bytes, such as 1492 for PPPoE. The maximum segment size of their TCP connections is lowered to fit. Default: not changed, because ICMP errors reach the filter.',
  }),
  uplink_mtu: MTU.optional().meta({
    description: 'The same for links towards origins: every interface except those of subscribers.',
  }),
  table: TABLE.default('netvakt').meta({ description: 'Name of the nftables table, of family inet.' }),
  mark: z
    .int()
    .min(1)
    .max(0x80_00_00_00)
    .default(1)
    .refine((bit) => (bit & (bit - 1)) === 0, {
      error: 'is not one bit',
      params: { remedy: 'Choose a power of two that nothing else on this machine uses in packet marks' },
    })
    .meta({
      description:
        'One bit of the packet mark, for intercepted packets (tproxy) or the filter’s own connections (redirect).',
    }),
  routing_table: count('Routing table that leads marked packets to this machine (tproxy).', 1, 0x7f_ff_ff_ff, 100),
  rule_priority: count(
    'Priority of the ip rule for `routing_table`. It must be lower than that of every other rule that could match these packets, such as rules for an interface (`iif`) or for VRFs (1000).',
    1,
    32_765,
    100,
  ),
  next_hop: address('IPv4 next hop in routes for BGP. Default: this machine.').optional(),
  next_hop6: address('IPv6 next hop in routes for BGP. Default: this machine.').optional(),
  rules: z.enum(['managed', 'own']).default('managed').meta({
    description:
      '`managed`: `netvakt export nft` applies the rules, by netvakt-rules.service or by hand, and `/-/route` withdraws the node while they are missing. `own`: you load your own rules, and the filter does not check them.',
  }),
  canary: z.boolean().default(true).meta({
    description:
      'Whether netvakt-rules.service requests a canary through the rules each minute, over IPv4 and IPv6, from its own network namespace (tproxy).',
  }),
  state_folder: path(
    'Folder in which `netvakt export nft` records what is in force, for `/-/route` and the metrics. Its contents must not outlive a reboot.',
  ).prefault('/run/netvakt-rules'),
  suspects: SUSPECTS.prefault({}).meta({
    description: 'Stage 1: how names of lists become addresses.',
  }),
});

/** What traffic is led to the transparent listeners. The running filter reads `rules`, `canary` and `state_folder` alone. */
export type InterceptionSection = Section<typeof INTERCEPTION_SCHEMA>;
