import { randomFillSync } from 'node:crypto';
import { type IpAddress, isMapped } from '../decide/address.ts';

/**
 * A client as a number of 53 bits: the hash of its address, or of the IPv6 prefix that is one subscriber's, under keys that only
 * this thread knows. It is good for counting, and reveals nothing about the address.
 */
export type ClientKey = number;

/** Stands for no client: what asks on nobody's behalf. No hash is negative. */
export const NOBODY: ClientKey = -1;

const BITS = 128;
const WORD = 32n;
/** Odd, with many changes of bits: the constants of MurmurHash3's 32-bit finaliser. */
const MIX_A = 0x85ebca6b;
const MIX_B = 0xc2b2ae35;

const seeds: Uint32Array = randomFillSync(new Uint32Array(4));

/** The key of the first `bits` of an IPv6 address, of the whole of an IPv4 address. Cost: half a microsecond, once a connection. */
export function clientKeyOf(address: IpAddress, bits: number): ClientKey {
  const counted = isMapped(address) ? BITS : bits;
  let rest = address >> BigInt(BITS - counted);
  let low = (seeds[0] as number) ^ counted;
  let high = (seeds[1] as number) ^ counted;
  for (let word = 0; word < BITS / 32; word += 1) {
    const value = Number(BigInt.asUintN(32, rest));
    rest >>= WORD;
    low = mix(low ^ value, MIX_A, seeds[2] as number);
    high = mix(high ^ value, MIX_B, seeds[3] as number);
  }
  return (high & 0x1f_ffff) * 2 ** 32 + (low >>> 0);
}

function mix(value: number, factor: number, seed: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), factor) ^ seed;
  mixed = Math.imul(mixed ^ (mixed >>> 13), MIX_B);
  return mixed ^ (mixed >>> 16);
}
