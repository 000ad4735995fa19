/**
 * Where the explicit proxy may connect to, asked about the address that will be dialled. What is internal, reserved or
 * only a wrapping of another address is refused unless the settings name it.
 */
import { networkInterfaces } from 'node:os';
import type { DestinationSettings } from '../settings/settings.ts';
import { addressOf, type IpAddress, mapped } from './address.ts';
import { PrefixTable } from './prefix-table.ts';

/** IANA's special-purpose registries (RFC 6890 and its updates), and what is multicast or not given out at all. */
const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared with the provider
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, and the clouds' metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '::/96', // unspecified, loopback, IPv4-compatible
  '100::/64', // discard
  '2001::/23', // protocol assignments, Teredo among them
  '2001:db8::/32', // documentation
  '3fff::/20', // documentation
  '5f00::/16', // segment routing
  'fc00::/7', // unique local
  'fe80::/10', // link-local
  'fec0::/10', // site-local
  'ff00::/8', // multicast
];

/** Addresses that stand for an IPv4 address, which is then the one to be asked about: where it lies, in bits from the right. */
const WRAPPINGS: readonly { readonly prefix: string; readonly shift: bigint }[] = [
  { prefix: '64:ff9b::/96', shift: 0n }, // NAT64 (RFC 6052)
  { prefix: '64:ff9b:1::/48', shift: 0n }, // local-use NAT64 (RFC 8215)
  { prefix: '2002::/16', shift: 80n }, // 6to4 (RFC 3056)
];

const BUILT_IN = new PrefixTable<true>();
for (const prefix of NOT_PUBLIC) BUILT_IN.add(prefix, true, 'built in');

const WRAPPED = new PrefixTable<bigint>();
for (const { prefix, shift } of WRAPPINGS) WRAPPED.add(prefix, shift, 'built in');

/** The addresses of this machine. Taken when the settings are: a worker that starts later sees later ones. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []);
}

export class Destinations {
  readonly #allow = new PrefixTable<true>();
  readonly #deny = new PrefixTable<true>();
  readonly #own = new Set<IpAddress>();

  constructor({ allow, deny }: Pick<DestinationSettings, 'allow' | 'deny'>, own: readonly string[]) {
    for (const [i, prefix] of allow.entries()) this.#allow.add(prefix, true, `destinations.allow[${i}]`);
    for (const [i, prefix] of deny.entries()) this.#deny.add(prefix, true, `destinations.deny[${i}]`);
    for (const literal of own) {
      const address = addressOf(literal);
      if (address !== undefined) this.#own.add(address);
    }
  }

  /** True where a connection to this IP literal may be made. Anything that is no literal is not. */
  permits(literal: string): boolean {
    const address = addressOf(literal);
    return address !== undefined && this.#permits(address);
  }

  #permits(address: IpAddress): boolean {
    if (this.#deny.find(address) === true) return false;
    const shift = WRAPPED.find(address);
    // The wrapping is only as good as what is in it, and an `allow` for the wrapping does not open what is in it.
    if (shift !== undefined) return this.#permits(mapped(address >> shift));
    if (this.#allow.find(address) === true) return true;
    return BUILT_IN.find(address) !== true && !this.#own.has(address);
  }
}
