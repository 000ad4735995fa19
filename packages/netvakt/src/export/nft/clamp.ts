/**
 * Lowers TCP's maximum segment size (RFC 9293 §3.7.1) if a link is known to be narrow: a net below ICMP errors that
 * somebody else's router drops. Both ends of a connection receive it, so neither sends a packet that is too big. nftables only
 * ever lowers the option.
 */
import type { InterceptionPlan } from './plan.ts';

/** Headers without options: IPv4 or IPv6, and TCP. */
const HEADERS = { ipv4: 40, ipv6: 60 } as const;
const OPENS = 'tcp flags & (syn | rst) == syn';

/** Chains that clamp every connection that passes, intercepted or not; none if no link is configured as narrow. */
export function clampLines({ subscriberMtu, uplinkMtu }: InterceptionPlan): string[] {
  const side = (direction: 'iifname' | 'oifname'): string[] => [
    ...statements(`${direction} @subscribers`, subscriberMtu),
    ...statements(`${direction} != "lo" ${direction} != @subscribers`, uplinkMtu),
  ];
  if (subscriberMtu === undefined && uplinkMtu === undefined) return [];
  return [
    '',
    '# The segment size that a peer accepts.',
    'chain clamp_in {',
    '  type filter hook prerouting priority mangle; policy accept;',
    ...side('iifname'),
    '}',
    '',
    '# The segment size that this machine sends or forwards.',
    'chain clamp_out {',
    '  type filter hook postrouting priority mangle; policy accept;',
    ...side('oifname'),
    '}',
  ];
}

function statements(interfaces: string, mtu: number | undefined): string[] {
  if (mtu === undefined) return [];
  return (['ipv4', 'ipv6'] as const).map(
    (family) => `  ${interfaces} meta nfproto ${family} ${OPENS} tcp option maxseg size set ${mtu - HEADERS[family]}`,
  );
}
