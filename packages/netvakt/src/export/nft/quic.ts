/**
 * QUIC of what is led to the filter: inspected; or refused, so that browsers turn to TCP, or dropped, or passed.
 *
 * A refusal is an ICMP error, and the kernel limits how many it sends; a datagram above the limit is dropped without an answer.
 * Two counters show it: datagrams that were to be refused, and errors that left. `netvakt doctor` compares them.
 */
import { countedAs } from './counters.ts';
import { reached } from './destination.ts';
import { FAR_ENOUGH, PENDING_MARK, QUEUE_PRIORITY, withoutForeignMarks } from './packet.ts';
import { type InterceptionPlan, type PacketPlan, plannedFamilies, queueStatement } from './plan.ts';

/** The chains; none if QUIC passes. */
export function quicLines(plan: InterceptionPlan): string[] {
  const { quic } = plan;
  if (quic === 'pass') return [];
  if (quic === 'inspect') return inspectLines(plan, plan.quicQueue);
  return [...chainLines(plan, 'filter', quic), ...(quic === 'reject' ? ANSWERS : [])];
}

/**
 * Only what has a long header comes to the queue (RFC 8999 §5.1), the first bit of the payload: the handshake of a connection. Without
 * one nothing begins, so all else is forwarded, whoever the filter knows, also after a client has changed its address.
 */
function inspectLines(plan: InterceptionPlan, queue: PacketPlan | undefined): string[] {
  if (queue === undefined) return [];
  return [
    ...chainLines(plan, QUEUE_PRIORITY, 'goto quic_handshake', '@th,64,1 1 '),
    'chain quic_handshake {',
    '  # A wrong checksum, say: the server would not read what is read here.',
    '  ct state invalid drop',
    ...FAR_ENOUGH,
    `  meta mark set ${PENDING_MARK}`,
    ...(queue.by === 'nft' ? [`  ${queueStatement(queue)}`] : []),
    '}',
  ];
}

function chainLines(plan: InterceptionPlan, priority: string, verdict: string, which = ''): string[] {
  const line = (family: 'ip' | 'ip6'): string =>
    `  ${reached(plan, family)}udp dport 443 ${which}${countedAs('quic', family)} ${verdict}`;
  return [
    '',
    'chain quic {',
    `  type filter hook forward priority ${priority}; policy accept;`,
    ...(plan.quic === 'inspect' ? [withoutForeignMarks('udp')] : []),
    '  iifname != @subscribers accept',
    '  ip saddr @exempt4 accept',
    '  ip6 saddr @exempt6 accept',
    '  ip daddr @bypass4 accept',
    '  ip6 daddr @bypass6 accept',
    ...plannedFamilies(plan).map((family) => line(family === 'ipv4' ? 'ip' : 'ip6')),
    '}',
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
