/** IPv6 literals: read as RFC 4291 §2.2, written as RFC 5952 §4. */
import { dotted } from './ipv4.ts';

const GROUP = /^[0-9a-fA-F]{1,4}$/u;
/** An escape of a character that addresses are made of. */
const ESCAPED = /%(?:2[eE]|3[0-9aA]|[46][1-6])/u;
const BYTE = /^(?:0|[1-9][0-9]{0,2})$/u;

/** The two groups that a dotted tail such as "192.0.2.1" stands for. */
function dottedGroups(text: string): number[] | undefined {
  const bytes = text.split('.', 5);
  if (bytes.length !== 4 || bytes.some((byte) => !BYTE.test(byte) || Number(byte) > 0xff)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  return [a * 256 + b, c * 256 + d];
}

/** The groups on one side of "::"; the dotted tail is allowed at the very end only. */
function groupsOf(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const pieces = text.split(':', 10);
  for (const [index, piece] of pieces.entries()) {
    const tail = atEnd && index === pieces.length - 1 && piece.includes('.') ? dottedGroups(piece) : undefined;
    if (tail === undefined && !GROUP.test(piece)) return undefined;
    groups.push(...(tail ?? [Number.parseInt(piece, 16)]));
  }
  return groups;
}

function readGroups(text: string): number[] | undefined {
  const sides = text.split('::', 3);
  if (sides.length > 2) return undefined;
  const [before = '', after] = sides;
  const left = groupsOf(before, after === undefined);
  if (after === undefined) return left?.length === 8 ? left : undefined;
  const right = groupsOf(after, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  return missing < 1 ? undefined : [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

/** Where the longest run of at least two zero groups starts, and its length; the first of equals (RFC 5952 §4.2.3). */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let end = start;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}

/** The IPv4 address inside ::ffff:0:0/96 (mapped, RFC 4291 §2.5.5.2) or 64:ff9b::/96 (NAT64, RFC 6052 §2.1). */
function embeddedIpv4(groups: readonly number[]): string | undefined {
  const [first = 0, second = 0, , , , sixth = 0, high = 0, low = 0] = groups;
  const zeroAcross = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  const mapped = zeroAcross(0, 5) && sixth === 0xffff;
  const nat64 = first === 0x64 && second === 0xff9b && zeroAcross(2, 6);
  return mapped || nat64 ? dotted(high * 65_536 + low) : undefined;
}

/**
 * The canonical text of an IPv6 address given without brackets, or of the IPv4 address that it stands for; `undefined` if it
 * is no address. A zone ("%eth0", "%25eth0": RFC 6874) is dropped, because it means nothing off the link. "::%31" is no
 * address: some clients see a zone in it, others the escape of "::1".
 */
export function parseIpv6(text: string): { readonly host: string; readonly hostKind: 'ipv4' | 'ipv6' } | undefined {
  if (ESCAPED.test(text)) return undefined;
  const zone = text.indexOf('%');
  const groups = readGroups(zone === -1 ? text : text.slice(0, zone));
  if (groups === undefined) return undefined;
  const ipv4 = embeddedIpv4(groups);
  if (ipv4 !== undefined) return { host: ipv4, hostKind: 'ipv4' };
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (start === -1) return { host: hex.join(':'), hostKind: 'ipv6' };
  return { host: `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`, hostKind: 'ipv6' };
}
