import type { IpAddress } from '@netvakt/proxy';
import { prefixOf } from '@netvakt/proxy/prefix';

/** A prefix of source addresses in one spelling. */
export interface SourcePrefix {
  /** As RFC 5952 and dotted decimal write it, with its length: `2001:db8:0:100::/56`, `198.51.100.7/32`. */
  readonly text: string;
  /** In the 128-bit form in which IPv4 is mapped into IPv6. */
  readonly first: IpAddress;
  readonly last: IpAddress;
  readonly isIPv4: boolean;
}

/** The reason a text is no prefix that can be exempt. Closed: values of JSON reports. */
export type PrefixFault = 'prefix-malformed' | 'prefix-has-host-bits' | 'prefix-too-wide' | 'prefix-covers-prober';

/** What to do about each fault. */
export const PREFIX_REMEDIES: Readonly<Record<PrefixFault, string>> = {
  'prefix-malformed': 'Write an address and a length, such as 198.51.100.0/24 or 2001:db8:0:100::/56, or one address',
  'prefix-has-host-bits': 'Write the first address of the prefix: bits beyond its length are set',
  'prefix-too-wide': 'Exempt at most a /8 of IPv4 or a /16 of IPv6: to filter nobody, take the rules away',
  'prefix-covers-prober':
    'Leave out 127.64.0.0 and above, 192.0.2.240/30 and fd6e:6574:7661:1::/64: from there Netvakt asks itself whether it still blocks',
};

/** No customer has more; an error of typing soon does. In bits of the prefix. */
const WIDEST = { four: 8, six: 16 };
const BITS = 128;
const FOUR_BITS = 32;
const FOUR: IpAddress = 0xffff_0000_0000n;
/** Where the filter and the rules are asked from whether they still block; nobody may be exempt there. First and last address. */
const PROBERS: readonly (readonly [IpAddress, IpAddress])[] = [
  // 127.64.0.0 to 127.255.255.255: the clients of `run/probe`.
  [0xffff_7f40_0000n, 0xffff_7fff_ffffn],
  // The subscriber's cable of the canary through the rules (`export`): 192.0.2.240/30 and fd6e:6574:7661:1::/64.
  [0xffff_c000_02f0n, 0xffff_c000_02f3n],
  [0xfd6e_6574_7661_0001_0000_0000_0000_0000n, 0xfd6e_6574_7661_0001_ffff_ffff_ffff_ffffn],
];

/** Reads a prefix, or a bare address that stands for itself. IPv4 within IPv6 (`::ffff:192.0.2.1`) is IPv4. */
export function sourcePrefix(text: string): SourcePrefix | PrefixFault {
  const prefix = text.includes('%') ? undefined : prefixOf(text);
  if (prefix === undefined) return 'prefix-malformed';
  const { address: first, length } = prefix;
  const hostBits = (1n << BigInt(BITS - length)) - 1n;
  if ((first & hostBits) !== 0n) return 'prefix-has-host-bits';
  const last = first | hostBits;
  const isIPv4 = length >= BITS - FOUR_BITS && first >> BigInt(FOUR_BITS) === FOUR >> BigInt(FOUR_BITS);
  const shown = isIPv4 ? length - (BITS - FOUR_BITS) : length;
  if (shown < (isIPv4 ? WIDEST.four : WIDEST.six)) return 'prefix-too-wide';
  if (PROBERS.some(([from, to]) => first <= to && last >= from)) return 'prefix-covers-prober';
  return { text: `${addressText(first, isIPv4)}/${shown}`, first, last, isIPv4 };
}

/** The address in text: dotted, or as RFC 5952 §4 asks. */
export function addressText(address: IpAddress, isIPv4: boolean): string {
  if (isIPv4) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  // The URL Standard compresses IPv6 addresses as RFC 5952 does.
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
