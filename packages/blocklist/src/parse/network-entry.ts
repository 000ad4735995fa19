/**
 * Entries that name a network, and would otherwise become a page `/16` on a host:
 *
 *   10.4.0.0/16   10.4.0.0/255.255.0.0   2001:db8::/112      one rule for all its addresses
 *   10.4.0.1/16                                              refused: bits beyond the prefix; it may be a page
 *   http://10.4.0.0/16   [2001:db8::]/16                     no network: a URL says so by its scheme or brackets
 */
import { isIP } from 'node:net';
import { type CanonicalHost, canonicaliseHost, LEAST_NETWORK_BITS } from '@netvakt/matcher';
import { networkOf } from '../settings/network.ts';
import type { ListFormat } from '../settings/settings.ts';
import { FORMATS } from './formats/table.ts';

/** What an entry that is written like a network comes to. */
export type NetworkEntry =
  | { readonly kind: 'network'; readonly host: CanonicalHost; readonly bits: number }
  | { readonly kind: 'refused' };

const WRITTEN = /^(?<address>[\da-f.:]+)\/(?<length>[\d.]+)$/iu;

/** Reads `text` as a network; `undefined` if it is not written like one. Linear; never throws. */
export function networkEntry(text: string, format: ListFormat | undefined): NetworkEntry | undefined {
  const { address = '', length = '' } = WRITTEN.exec(text)?.groups ?? {};
  if (isIP(address) === 0) return undefined;
  const bits = length.includes('.') ? bitsOfMask(length) : Number(length);
  const host = firstOf(address, bits);
  const isTaken = host !== undefined && format !== undefined && FORMATS[format].holds === 'names and addresses';
  return isTaken ? { kind: 'network', host, bits } : { kind: 'refused' };
}

/** The canonical first address of a network; `undefined` if there are bits beyond its prefix, or it is too wide. */
function firstOf(address: string, bits: number): CanonicalHost | undefined {
  const first = canonicaliseHost(address);
  if (!first.ok || networkOf(`${address}/${bits}`) === undefined) return undefined;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  // A network of mapped IPv4 addresses has the bits of one family and the host of the other.
  return first.hostKind === family && bits >= LEAST_NETWORK_BITS[family] ? first.host : undefined;
}

/** 255.255.0.0 -> 16; NaN for what is no mask. */
function bitsOfMask(mask: string): number {
  if (isIP(mask) !== 4) return Number.NaN;
  const binary = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/u.test(binary) ? binary.lastIndexOf('1') + 1 : Number.NaN;
}
