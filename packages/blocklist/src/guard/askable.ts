/**
 * Rules that no request can name: they load without complaint and cover nothing. Each is quarantined, so that somebody sees it. Nothing
 * here asks the matcher: what is right about a host, an address and a port is taken from the standards of those who send requests.
 */
import { isIP } from 'node:net';
import type { Rule } from '@netvakt/matcher';

/**
 * The reason no request names a rule.
 *
 * - `host-unaskable`: a character that no resolver looks up in a host, such as a quote or a semicolon.
 * - `address-unaskable`: no connection can be made to it: unspecified, multicast, broadcast, or link-local without its link.
 * - `address-unclear`: `010.4.0.1` or `10.4`. Readers disagree on which address that is.
 * - `port-zero`: nothing connects to port 0.
 * - `fragment-route`: what is listed follows a `#`. It is never sent, and what is before it is another page.
 * - `network-refused`: a network in a list whose format has none, wider than /16 (IPv6: /112), or with bits beyond its prefix.
 * - `no-witness`: the compiled snapshot does not block a request that was made from the rule.
 */
export type UnaskableReason =
  | 'host-unaskable'
  | 'address-unaskable'
  | 'address-unclear'
  | 'port-zero'
  | 'fragment-route'
  | 'network-refused'
  | 'no-witness';

/** Every reason, in the order of the documentation. */
export const UNASKABLE_REASONS: readonly UnaskableReason[] = [
  'host-unaskable',
  'address-unaskable',
  'address-unclear',
  'port-zero',
  'fragment-route',
  'network-refused',
  'no-witness',
];

/** Letters, digits and hyphens (RFC 1123 §2.1), and the underscore that names of services have and clients take. */
const LOOKED_UP = /^[a-z\d_-]+(?:\.[a-z\d_-]+)*$/u;
/** 0.0.0.0/8, multicast 224.0.0.0/4 and broadcast (RFC 1122 §3.2.1.3, RFC 5771, RFC 919). */
const UNREACHABLE_IPV4 = /^(?:0|22[4-9]|23\d)\.|^255\.255\.255\.255$/u;
/** The unspecified address, multicast ff00::/8 and link-local fe80::/10 (RFC 4291 §2.4). */
const UNREACHABLE_IPV6 = /^(?:::$|ff|fe[89ab])/u;
/** What list makers write for "any characters", or for the end of a pattern: a star, and an escaped `^` or `|`. */
const PATTERN = /\*|%(?:5E|7C)$/u;
/** A route of a page that runs in the browser: `/#/shop`, `/#!shop`. */
const ROUTE = /#[/!]/u;
const BARE = /^\[?(?<address>[^/\]]*?)\]?\.?$/u;

/** The reason no request names `rule`, which was made from `text`; `undefined` if one can. Linear; never throws. */
export function unaskable(rule: Rule, text: string): UnaskableReason | 'wildcard' | undefined {
  const { host, port, path, query = '' } = rule;
  if (port === 0) return 'port-zero';
  if (ROUTE.test(text)) return 'fragment-route';
  if (PATTERN.test(path) || PATTERN.test(query)) return 'wildcard';
  return isIP(host) === 0 ? unaskableName(host) : unaskableAddress(rule, text);
}

function unaskableName(host: string): 'host-unaskable' | undefined {
  return LOOKED_UP.test(host) ? undefined : 'host-unaskable';
}

function unaskableAddress({ kind, host, networkBits }: Rule, text: string): UnaskableReason | undefined {
  if ((host.includes(':') ? UNREACHABLE_IPV6 : UNREACHABLE_IPV4).test(host)) return 'address-unaskable';
  const isBare = kind === 'ip' && networkBits === undefined;
  return isBare && isIP(addressIn(text)) === 0 ? 'address-unclear' : undefined;
}

/** A bare address as it was written, without brackets, zone and the dot of the root. */
function addressIn(text: string): string {
  const address = BARE.exec(text.trim())?.groups?.['address'] ?? '';
  return address.includes(':') ? address.replace(/%.*$/u, '') : address;
}
