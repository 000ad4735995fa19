import { canonicaliseHost } from '@netvakt/matcher';

/** A range of addresses: the first bits of 32 (IPv4) or 128 (IPv6). */
export interface Network {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` or one address; `undefined` for anything else, bits beyond the prefix included. */
export function networkOf(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const bytes = bytesOf(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/u.test(length)) return undefined;
  const prefix = length === undefined ? bytes.length * 8 : Number(length);
  if (prefix > bytes.length * 8) return undefined;
  const network = { bytes, prefix };
  const isClean = bytes.every((byte, index) => (byte & ~maskOf(prefix, index) & 0xff) === 0);
  return isClean ? network : undefined;
}

/** True if `host`, canonical, is an address of `network`; if it is the first of a network of `bits` leading bits, one of them is. */
export function overlaps({ bytes, prefix }: Network, host: string, bits: number = bytes.length * 8): boolean {
  const other = bytesOf(host);
  if (other === undefined || other.length !== bytes.length) return false;
  const common = Math.min(prefix, bits);
  return bytes.every((byte, index) => ((byte ^ (other[index] ?? 0)) & maskOf(common, index)) === 0);
}

/** The bits of byte `index` that the prefix covers. */
function maskOf(prefix: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefix - 8 * index));
  return (0xff00 >> bits) & 0xff;
}

/** The 4 or 16 bytes of an address; `undefined` for a name. */
function bytesOf(text: string): readonly number[] | undefined {
  const read = canonicaliseHost(text);
  if (!read.ok || read.hostKind === 'name') return undefined;
  if (read.hostKind === 'ipv4') return read.host.split('.').map(Number);
  const [left = '', right] = read.host.split('::');
  const [head, tail] = [groupsOf(left), right === undefined ? [] : groupsOf(right)];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(side: string): number[] {
  return side === '' ? [] : side.split(':').map((group) => Number(`0x${group}`));
}
