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

type Embedding = (address: IpAddress) => IpAddress;

/** The IPv4 address in the 32 bits that end `shift` bits from the right. */
const endingAt =
  (shift: bigint): Embedding =>
  (address) =>
    mapped(address >> shift);

/** As {@link endingAt}, with the last `after` bits behind the byte of zeros at bits 64 to 71 (RFC 6052 §2.2). */
const aroundZeroByte =
  (after: bigint): Embedding =>
  (address) =>
    mapped(((address >> 64n) << after) | ((address >> (56n - after)) & ((1n << after) - 1n)));

/**
 * Addresses that stand for an IPv4 address, which is then the one to be asked about.
 *
 *   64:ff9b:1::/48 is given out in pieces; the length of a piece decides where the IPv4 address is (RFC 6052 §2.2):
 *
 *   bits   0         48      56      64      72      88      96         128
 *   /48    │ prefix  │ 4 4     4 4   │ zero  │ 4 4   │ suffix             │
 *   /56    │ prefix          │ 4 4   │ zero  │ 4 4 4         │ suffix     │
 *   /64    │ prefix                  │ zero  │ 4 4 4 4           │ suffix │
 *   /96    │ prefix                                          │ 4 4 4 4    │
 */
const WRAPPINGS: readonly { readonly prefix: string; readonly embeddings: readonly Embedding[] }[] = [
  { prefix: '::ffff:0:0:0/96', embeddings: [endingAt(0n)] }, // IPv4-translated (RFC 2765 §2.1)
  { prefix: '64:ff9b::/96', embeddings: [endingAt(0n)] }, // NAT64 (RFC 6052 §2.1)
  {
    prefix: '64:ff9b:1::/48', // local-use NAT64 (RFC 8215)
    embeddings: [aroundZeroByte(16n), aroundZeroByte(24n), endingAt(24n), endingAt(0n)],
  },
  { prefix: '2002::/16', embeddings: [endingAt(80n)] }, // 6to4 (RFC 3056)
];

/** 0.0.0.0/8: what an embedding gives that is not in use, as most of its bits are then zeros. Nothing is reached there. */
const THIS_NETWORK_BITS = 24n;

const BUILT_IN = new PrefixTable<true>();
for (const prefix of NOT_PUBLIC) BUILT_IN.add(prefix, true, 'built in');

const WRAPPED = new PrefixTable<readonly Embedding[]>();
for (const { prefix, embeddings } of WRAPPINGS) WRAPPED.add(prefix, embeddings, 'built in');

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

  /** True if a connection to this IP literal may be made. Anything that is no literal is not. */
  permits(literal: string): boolean {
    const address = addressOf(literal);
    return address !== undefined && this.#permits(address);
  }

  #permits(address: IpAddress): boolean {
    if (this.#deny.find(address) === true) return false;
    const embeddings = WRAPPED.find(address);
    // The wrapping is only as good as what is in it, and an `allow` for the wrapping does not open what is in it.
    if (embeddings !== undefined) return this.#permitsEach(embeddings, address);
    if (this.#allow.find(address) === true) return true;
    return BUILT_IN.find(address) !== true && !this.#own.has(address);
  }

  /** Which of the embeddings the network uses is not known here: each that gives an address must be permitted. */
  #permitsEach(embeddings: readonly Embedding[], address: IpAddress): boolean {
    const candidates = embeddings.map((embedding) => embedding(address)).filter((inner) => !isThisNetwork(inner));
    return candidates.length > 0 && candidates.every((inner) => this.#permits(inner));
  }
}

function isThisNetwork(address: IpAddress): boolean {
  return (address & 0xffff_ffffn) >> THIS_NETWORK_BITS === 0n;
}
