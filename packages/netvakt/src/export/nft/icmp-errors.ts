/**
 * ICMP errors about intercepted connections (RFC 1191, RFC 8201). A router that cannot pass a packet reports it to the packet's
 * source, and the filter sends with addresses of others: with the origin's to the subscriber, with the subscriber's to the
 * origin. Without these statements such a report is forwarded to whoever owns the address, and the filter sends packets that
 * are too big for the path forever.
 *
 * `socket` reads the packet that the error quotes: it matches only if a socket of this machine has sent it. Errors about
 * forwarded connections match nothing and are forwarded.
 */
import { countedAs } from './counters.ts';

/** Errors that concern a connection. Never a redirect: that is between a host and its first router. */
const ERRORS = {
  ip: 'icmp type { destination-unreachable, time-exceeded, parameter-problem }',
  ip6: 'icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem }',
} as const;

/** The statements, for a chain in prerouting. @param socket - the expression for a socket of the filter; @param bring - what brings a packet to it. */
export function icmpErrorStatements(socket: string, bring: string): string[] {
  return (['ip', 'ip6'] as const).map(
    (family) => `${ERRORS[family]} ${socket} ${countedAs('icmp_errors', family)} ${bring}`,
  );
}
