/**
 * The options of the Connection field (RFC 9110 §7.6.1): what they ask for, and which fields they nominate as meant for
 * the next hop only.
 */
import { LOWER, TOKEN } from '../bytes/classes.ts';
import { ascii, equalsIgnoringCase, type ListCursor } from '../bytes/text.ts';
import { FIELD } from './field-names.ts';
import type { HeadReader } from './head-reader.ts';

/** Bits of what {@link optionsOf} found. */
export const OPTION = { close: 1, keepAlive: 2, upgrade: 4, te: 8, nominates: 16 } as const;

const KNOWN: readonly { readonly name: Uint8Array; readonly bit: number }[] = [
  { name: ascii('close'), bit: OPTION.close },
  { name: ascii('keep-alive'), bit: OPTION.keepAlive },
  { name: ascii('upgrade'), bit: OPTION.upgrade },
  { name: ascii('te'), bit: OPTION.te },
];

/** A browser sends two. Each option is compared with each field, so their product has to be bounded: over all Connection lines. */
const MOST_OPTIONS = 16;

/** What {@link optionsOf} returns for one option. */
const ONE_OPTION = 256;

/**
 * Adds the bits of all options in the list to those of the lists before it, `found`; -1 if one is no token, or there are too many in
 * all of them together.
 */
export function optionsOf(list: ListCursor, bytes: Uint8Array, found: number): number {
  let all = found;
  while (list.next()) {
    all += ONE_OPTION;
    if (all >= (MOST_OPTIONS + 1) * ONE_OPTION || !isToken(bytes, list.start, list.end)) return -1;
    all |= bitOf(bytes, list.start, list.end);
  }
  return all;
}

function bitOf(bytes: Uint8Array, start: number, end: number): number {
  for (const known of KNOWN) {
    if (equalsIgnoringCase(bytes, start, end, known.name)) return known.bit;
  }
  return OPTION.nominates;
}

/**
 * Marks the fields that the Connection lines nominate as dropped. False if one of them is needed to know where the
 * request goes or ends: `Connection: Content-Length` exists only to make two parsers disagree.
 */
export function nominate(head: HeadReader, bytes: Uint8Array, dropped: Uint8Array, list: ListCursor): boolean {
  for (let i = 0; i < head.fieldCount; i += 1) {
    if (head.field(i) !== FIELD.connection) continue;
    list.over(bytes, head.valueStart(i), head.valueEnd(i));
    while (list.next()) {
      if (!dropNamed(head, bytes, dropped, list)) return false;
    }
  }
  return true;
}

function dropNamed(head: HeadReader, bytes: Uint8Array, dropped: Uint8Array, option: ListCursor): boolean {
  for (let i = 0; i < head.fieldCount; i += 1) {
    const start = head.nameStart(i);
    if (head.nameEnd(i) - head.nameStart(i) !== option.end - option.start) continue;
    if (!sameName(bytes, start, option)) continue;
    const field = head.field(i);
    if (field === FIELD.host || field === FIELD['content-length'] || field === FIELD['transfer-encoding']) return false;
    dropped[i] = 1;
  }
  return true;
}

function sameName(bytes: Uint8Array, start: number, option: ListCursor): boolean {
  for (let i = option.start, j = start; i < option.end; i += 1, j += 1) {
    if (LOWER[bytes[i] as number] !== LOWER[bytes[j] as number]) return false;
  }
  return true;
}

function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    if (TOKEN[bytes[i] as number] === 0) return false;
  }
  return true;
}
