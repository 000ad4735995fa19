/**
 * Rules of `mode: packet`. Of a TLS flow only the client's first packets with data, and the server's first answer, go to a queue. The
 * verdict on a flow is in its connection mark (packages/proxy/src/packet/marks.ts), and allowed ones are forwarded.
 *
 *   SYN ──► normalised, mark: pending      SYN and ACK of such a flow ──► mark: with the sequence number of the first byte
 *   data of a pending flow ──► mark of the packet ──► queue ──► verdict with a mark ──► connection mark
 */
import { countedAs } from './counters.ts';
import { reached } from './destination.ts';
import { type InterceptionPlan, queueStatement } from './plan.ts';

/**
 * State bits of a connection mark as nft writes them. nft 1.0 copies the sequence number into the mark byte by byte, so that its highest
 * byte becomes the lowest of the mark. A version that does otherwise is refused: see queue-rules.ts.
 */
export const STATE_MASK = '0xc0';
export const PENDING_MARK = '0x40';
const ALLOWED = '0x80';
const BLOCKED = '0xc0';
/** The bits of a SYN's answer that the mark of its flow is made of. */
const FIRST_BYTE = 'tcp ackseq & 0x3fffffff';
export const MARK_FIRST_BYTE: string = `ct mark set ${FIRST_BYTE} | 0x40000000`;
const OPENS = 'tcp flags & (fin | syn | rst | ack) == syn';
const ANSWERS_SYN = 'tcp flags & (syn | ack) == (syn | ack)';
const HAS_PAYLOAD = '@ih,0,8 >= 0';

/** A packet that would not reach the server must not be taken for one that did: no access network is longer. */
const LEAST_HOPS = 32;
const HOPS = 64;

export const FAR_ENOUGH: readonly string[] = [
  `  ip ttl < ${LEAST_HOPS} ip ttl set ${HOPS}`,
  `  ip6 hoplimit < ${LEAST_HOPS} ip6 hoplimit set ${HOPS}`,
];

/** Two bits of the packet mark send a packet to the queue, and hold its verdict. Nobody else may set them. */
export function withoutForeignMarks(protocol: 'tcp' | 'udp'): string {
  return `  meta l4proto ${protocol} meta mark & ${STATE_MASK} != 0x0 meta mark set meta mark & 0xffffff3f`;
}

/** Before rules of the mangle table, in which NFQUEUE of iptables is. */
export const QUEUE_PRIORITY = 'mangle - 1';

/** The chains; none without a listener of that mode. */
export function packetLines(plan: InterceptionPlan): string[] {
  const { packet } = plan;
  if (packet === undefined) return [];
  const queue = packet.by === 'nft' ? [`  ${queueStatement(packet)}`] : [];
  return [
    '',
    `set packet_ports { type inet_service; elements = { ${packet.ports.join(', ')} }; }`,
    'chain packet_flows {',
    `  type filter hook forward priority ${QUEUE_PRIORITY}; policy accept;`,
    withoutForeignMarks('tcp'),
    `  ct mark & ${STATE_MASK} == ${ALLOWED} accept`,
    '  oifname @subscribers tcp sport @packet_ports ct direction reply jump packet_answers',
    '  iifname != @subscribers accept',
    '  tcp dport != @packet_ports accept',
    ...exemptLines(plan),
    '  ip daddr @bypass4 counter name bypassed4 accept',
    '  ip6 daddr @bypass6 counter name bypassed6 accept',
    `  ${reached(plan, 'ip')}jump packet_requests`,
    `  ${reached(plan, 'ip6')}jump packet_requests`,
    '}',
    'chain packet_answers {',
    '  # Exempt, bypassed, or not looked at: no answer makes it pending.',
    `  ct mark & ${STATE_MASK} != ${PENDING_MARK} return`,
    '  # Its mark would mean that no handshake was seen.',
    `  ${ANSWERS_SYN} ${FIRST_BYTE} == 0x0 drop`,
    '  # The answer of the server has the number of the first byte of the client.',
    `  ${ANSWERS_SYN} ${MARK_FIRST_BYTE} accept`,
    `  ${HAS_PAYLOAD} goto packet_queue`,
    '}',
    'chain packet_requests {',
    `  ct mark & ${STATE_MASK} == ${BLOCKED} reject with tcp reset`,
    '  ct state invalid drop',
    '  # What some servers take and others do not.',
    '  tcp option md5sig exists drop',
    ...FAR_ENOUGH,
    `  ${OPENS} goto packet_opening`,
    '  # Unknown to the kernel until now: looked at once.',
    `  ct mark & ${STATE_MASK} == 0x0 ct state new ct mark set ${PENDING_MARK}`,
    `  ct mark & ${STATE_MASK} != ${PENDING_MARK} accept`,
    `  ${HAS_PAYLOAD} goto packet_queue`,
    '}',
    'chain packet_opening {',
    `  meta nfproto ipv4 ${countedAs('opened', 'ip')}`,
    `  meta nfproto ipv6 ${countedAs('opened', 'ip6')}`,
    '  reset tcp option fastopen',
    '  reset tcp option mptcp',
    `  ct mark & ${STATE_MASK} == 0x0 ct mark set ${PENDING_MARK}`,
    `  ${HAS_PAYLOAD} goto packet_queue`,
    '}',
    'chain packet_queue {',
    '  meta nfproto ipv4 counter name taken4',
    '  meta nfproto ipv6 counter name taken6',
    '  meta mark set ct mark',
    ...queue,
    '}',
    'chain packet_verdicts {',
    '  type filter hook postrouting priority mangle; policy accept;',
    `  meta mark & ${ALLOWED} == ${ALLOWED} tcp dport @packet_ports ct mark set meta mark`,
    `  meta mark & ${ALLOWED} == ${ALLOWED} tcp sport @packet_ports ct mark set meta mark`,
    '}',
  ];
}

function exemptLines(plan: InterceptionPlan): string[] {
  return [
    `  ip saddr @exempt4 ${reached(plan, 'ip')}${OPENS} counter name exempted4 accept`,
    `  ip6 saddr @exempt6 ${reached(plan, 'ip6')}${OPENS} counter name exempted6 accept`,
    '  ip saddr @exempt4 accept',
    '  ip6 saddr @exempt6 accept',
  ];
}
