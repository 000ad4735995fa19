/**
 * QUIC of what is led to the filter, which cannot look into it: refused, so that browsers turn to TCP, or dropped, or passed.
 *
 * A refusal is an ICMP error, and the kernel limits how many it sends; a datagram above the limit is dropped without an answer.
 * Two counters show it: datagrams that were to be refused, and errors that left. `netvakt doctor` compares them.
 */
import { countedAs } from './counters.ts';
import { reached } from './destination.ts';
import { type InterceptionPlan, plannedFamilies } from './plan.ts';

/** The chains; none if QUIC passes. */
export function quicLines(plan: InterceptionPlan): string[] {
  const { quic } = plan;
  if (quic === 'pass') return [];
  const line = (family: 'ip' | 'ip6'): string =>
    `  ${reached(plan, family)}udp dport 443 ${countedAs('quic', family)} ${quic}`;
  return [
    '',
    'chain quic {',
    '  type filter hook forward priority filter; policy accept;',
    '  iifname != @subscribers accept',
    '  ip saddr @exempt4 accept',
    '  ip6 saddr @exempt6 accept',
    '  ip daddr @bypass4 accept',
    '  ip6 daddr @bypass6 accept',
    ...plannedFamilies(plan).map((family) => line(family === 'ipv4' ? 'ip' : 'ip6')),
    '}',
    ...(quic === 'reject' ? ANSWERS : []),
  ];
}

const ANSWERS = [
  '',
  '# Fewer than the datagrams above: the kernel has limited its ICMP errors (net.ipv4.icmp_ratelimit, net.ipv6.icmp.ratelimit).',
  'chain quic_answers {',
  '  type filter hook output priority filter; policy accept;',
  `  oifname @subscribers icmp type destination-unreachable icmp code port-unreachable ${countedAs('quic_answers', 'ip')}`,
  `  oifname @subscribers icmpv6 type destination-unreachable icmpv6 code port-unreachable ${countedAs('quic_answers', 'ip6')}`,
  '}',
];
