/** A network of addresses -> its addresses. A snapshot holds each as a rule of its own: a look-up knows whole hosts, not ranges. */
import { canonicaliseHost } from '../canonical/host.ts';
import { dotted } from '../canonical/ipv4.ts';
import { parseIpv6 } from '../canonical/ipv6.ts';
import type { CanonicalHost } from '../canonical/types.ts';

/** Leading bits that a network has at least: 65,536 addresses, which take 1.2 MB of a snapshot. */
export const LEAST_NETWORK_BITS = { ipv4: 16, ipv6: 112 } as const;

/**
 * Every address of the network whose first address is `host`, canonical, in ascending order.
 *
 * @param bits - leading bits, at least {@link LEAST_NETWORK_BITS} of its family; the others of `host` are zero
 *
 * @example
 * const { host } = rule('192.0.2.8');
 * [...addressesOf(host, 31)]; // → ['192.0.2.8', '192.0.2.9']
 */
export function* addressesOf(host: CanonicalHost, bits: number): Generator<CanonicalHost> {
  const isIpv6 = host.includes(':');
  const count = 2 ** ((isIpv6 ? 128 : 32) - bits);
  if (isIpv6) {
    // Canonical text ends in its last group, or in '::' for a zero one.
    const cut = host.lastIndexOf(':') + 1;
    const last = Number.parseInt(host.slice(cut) || '0', 16);
    for (let at = 0; at < count; at += 1) yield ipv6Of(host.slice(0, cut), last + at);
  } else {
    const first = numberOf(host);
    for (let at = 0; at < count; at += 1) yield dotted(first + at) as CanonicalHost;
  }
}

/** Whether `host` is an address, canonical, whose bits behind the first `bits` are zero. */
export function isFirstAddress(host: string, bits: number): boolean {
  const named = canonicaliseHost(host);
  if (!named.ok || named.hostKind === 'name' || named.host !== host) return false;
  const isIpv6 = named.hostKind === 'ipv6';
  const last = isIpv6 ? Number.parseInt(host.slice(host.lastIndexOf(':') + 1) || '0', 16) : numberOf(host);
  return last % 2 ** ((isIpv6 ? 128 : 32) - bits) === 0;
}

function numberOf(ipv4: string): number {
  return ipv4.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** Written anew, since another last group may give another abbreviation: `2001:db8::` and `2001:db8::1`. */
function ipv6Of(head: string, last: number): CanonicalHost {
  const address = parseIpv6(`${head}${last.toString(16)}`);
  if (address === undefined) throw new TypeError('An address of a network is an address');
  return address.host as CanonicalHost;
}
