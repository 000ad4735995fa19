import { isIPv4, isIPv6 } from 'node:net';

/**
 * An IP address of either family as one number of 128 bits; IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so that
 * `192.0.2.1` and `::ffff:192.0.2.1` are the same address here, as they are to the kernel.
 */
export type IpAddress = bigint;

const MAPPED = 0xffff_0000_0000n;

/** Returns the address that a literal denotes, or `undefined` if it is none. A zone (`fe80::1%eth0`) is ignored. */
export function addressOf(text: string): IpAddress | undefined {
  if (isIPv4(text)) return MAPPED | ipv4(text);
  const zone = text.indexOf('%');
  const literal = zone < 0 ? text : text.slice(0, zone);
  return isIPv6(literal) ? ipv6(literal) : undefined;
}

/** Returns the address in 4 or 16 bytes, in network order. For IPv6 it takes a tenth of the time of formatting and parsing text. */
export function addressOfBytes(bytes: Uint8Array): IpAddress {
  let value = 0n;
  for (let at = 0; at < bytes.length; at += 4) {
    const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const low = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    value = (value << 32n) | BigInt(high * 0x1_0000 + low);
  }
  return bytes.length === 4 ? mapped(value) : value;
}

/** True for an IPv4 address. */
export function isMapped(address: IpAddress): boolean {
  return address >> 32n === MAPPED >> 32n;
}

/** The IPv4 address in the low 32 bits, as an {@link IpAddress}. */
export function mapped(low: bigint): IpAddress {
  return MAPPED | (low & 0xffff_ffffn);
}

function ipv4(text: string): bigint {
  let value = 0;
  for (const part of text.split('.')) value = value * 256 + Number(part);
  return BigInt(value);
}

/** `text` is known to be an IPv6 literal. */
function ipv6(text: string): bigint {
  const gap = text.indexOf('::');
  if (gap < 0) return groups(text).value;
  const before = groups(text.slice(0, gap));
  const after = groups(text.slice(gap + 2));
  return (before.value << BigInt(16 * (8 - before.count))) | after.value;
}

function groups(text: string): { readonly value: bigint; readonly count: number } {
  let value = 0n;
  let count = 0;
  if (text === '') return { value, count };
  for (const group of text.split(':')) {
    if (group.includes('.')) {
      value = (value << 32n) | ipv4(group);
      count += 2;
    } else {
      value = (value << 16n) | BigInt(`0x${group}`);
      count += 1;
    }
  }
  return { value, count };
}
