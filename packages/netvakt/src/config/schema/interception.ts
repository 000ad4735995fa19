import { z } from 'zod';
import { address, count, list, PORT, path, prefix } from './formats.ts';
import type { Section } from './settings.ts';

/** A name, or the beginning of names and `*`. */
const INTERFACE = z.string().regex(/^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,14}|[A-Za-z0-9_.-]{0,13}\*)$/);
const TABLE = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

/** IPv6 knows no smaller one (RFC 8200 §5). */
const MTU = z.int().min(1280).max(65_535);

const SUSPECTS = z.strictObject({
  resolvers: list(
    address('A resolver.'),
    8,
    'Resolvers to ask; left out: those of this machine. Take ones whose answers you trust.',
  ),
  never: list(
    prefix('A network.'),
    10_000,
    'Networks that are never led to the filter, whatever a listed name resolves to: your own, resolvers, shared hosting.',
  ),
  allow: list(
    prefix('A network.'),
    1000,
    'Networks that may be led to the filter although they are internal or reserved.',
  ),
  state: path('File that keeps the addresses of earlier runs, without names; made with mode 0600.').prefault(
    'suspects.json',
  ),
  max_addresses: count(
    'Addresses in all, of both families; more are refused, and nothing changes.',
    1,
    1_000_000,
    50_000,
  ),
  max_per_name: count('Addresses that one name may lead to; a name with more is left out.', 1, 1000, 32),
  max_growth: z.number().min(0).max(100).default(0.5).meta({
    description: 'Share by which the addresses may grow from one run to the next; beyond it nothing changes.',
  }),
  free_growth: count(
    'Addresses that may come in one run without being weighed against `max_growth`.',
    0,
    1_000_000,
    100,
  ),
  stable_runs: count('Runs in a row in which an address must be seen before it is used.', 1, 100, 2),
  keep_seconds: count(
    'How long an address is kept after it was last seen; its time to live where that is longer.',
    0,
    2_592_000,
    86_400,
  ),
  parallel: count('Questions to resolvers at one time.', 1, 1000, 32),
  timeout_seconds: count('How long a resolver has for an answer.', 1, 60, 3),
  min_answered: z.number().min(0).max(1).default(0.5).meta({
    description:
      'Share of the names that must be answered, if only by saying that there is none; below it nothing changes.',
  }),
});

/** Which addresses the lists' names lead to, and what guards them: stage 1. */
export type SuspectsSection = Section<typeof SUSPECTS>;

/** `interception`. */
export const INTERCEPTION_SCHEMA = z.strictObject({
  mode: z.enum(['packet', 'tproxy', 'redirect']).optional().meta({
    description:
      'Which of the transparent listeners of `proxy.listen` the rules lead to; left out: packet if there is one, else those of the first. With packet, what is not among its ports goes to the tproxy listener, if there is one.',
  }),
  subscribers: z.array(INTERFACE).min(1).max(256).meta({
    description:
      'Interfaces that subscribers come in by. `ppp*` is every one whose name begins so, also one that comes later.',
  }),
  ports: z.array(PORT).min(1).max(64).default([80, 443]).meta({ description: 'TCP ports that are led to the filter.' }),
  reach: z.enum(['all', 'suspects']).default('all').meta({
    description: 'Whether all traffic to those ports is led there, or only that to suspect addresses (stage 1).',
  }),
  bypass: list(prefix('A network.'), 10_000, 'Destinations that always pass by: the emergency door.'),
  quic: z.enum(['inspect', 'reject', 'drop', 'pass']).optional().meta({
    description:
      'UDP to port 443 of what is led to the filter. `inspect`: blocked names are dropped, so that browsers turn to TCP, and the kernel forwards the rest; needs a listener of mode packet, and is the default with one. `reject`, the default without: refused by an ICMP error, so that browsers turn to TCP at once; with `reach: all` that is all QUIC of all subscribers. `drop`: without an answer; they turn to TCP after a moment. `pass`: unseen, whatever is listed.',
  }),
  subscriber_mtu: MTU.optional().meta({
    description:
      'MTU of the narrowest link towards subscribers, in bytes, such as 1492 of PPPoE: TCP’s maximum segment size of all their connections is lowered to fit. Left out: not changed, as ICMP errors reach the filter.',
  }),
  uplink_mtu: MTU.optional().meta({
    description: 'The same for links towards origins: every interface but those of subscribers.',
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
    'Priority of the ip rule that does so. It must come before every other rule that may take these packets: one for an interface (`iif`), or those of VRFs at 1000.',
    1,
    32_765,
    100,
  ),
  next_hop: address('IPv4 next hop in routes for BGP; left out: this machine itself.').optional(),
  next_hop6: address('IPv6 next hop in routes for BGP; left out: this machine itself.').optional(),
  rules: z.enum(['managed', 'own']).default('managed').meta({
    description:
      'managed: `netvakt export nft` puts the rules in force, by netvakt-rules.service or by hand, and `/-/route` wants no traffic while they are not. own: you load rules of your own, and the filter does not look.',
  }),
  canary: z.boolean().default(true).meta({
    description:
      'Whether netvakt-rules.service asks for a canary through the rules, from a network namespace of its own, each minute and family (tproxy).',
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
