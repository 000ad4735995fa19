/**
 * What a delivery is, from its first bytes: a list may be a text only. A web page in a list's place is the usual accident
 * (an expired login, a moved address, a captive portal), and a page full of names must not become rules.
 */
import type { ListRefusalReason } from '../report/refusal.ts';

/** Bytes that are looked at before the first line is read. */
export const HEAD_BYTES = 65_536;

/** The outcome: bytes of a byte order mark to skip, or why this is no list. */
export type HeadVerdict =
  | { readonly ok: true; readonly skip: number }
  | { readonly ok: false; readonly reason: ListRefusalReason; readonly found: string };

const ANY = -1;

/** Magic numbers of what is delivered by mistake, or unpacked too late. */
const MAGIC: readonly (readonly [ListRefusalReason, string, readonly number[]])[] = [
  ['compressed', 'a gzip file', [0x1f, 0x8b]],
  ['compressed', 'a zip file', [0x50, 0x4b, 0x03, 0x04]],
  ['compressed', 'an empty zip file', [0x50, 0x4b, 0x05, 0x06]],
  ['compressed', 'a zstd file', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed', 'an xz file', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['compressed', 'a bzip2 file', [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]],
  ['compressed', 'a 7-Zip file', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['encoding-utf-16', 'a UTF-16 byte order mark', [0xff, 0xfe]],
  ['encoding-utf-16', 'a UTF-16 byte order mark', [0xfe, 0xff]],
  ['binary', 'an ELF program', [0x7f, 0x45, 0x4c, 0x46]],
  ['binary', 'a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['binary', 'a JPEG image', [0xff, 0xd8, 0xff]],
  ['binary', 'a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  [
    'binary',
    'a SQLite database',
    [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74, 0x20, 0x33],
  ],
];

const UTF8_MARK = [0xef, 0xbb, 0xbf];
const MARKUP = /^\s*(?:<!doctype|<!--|<\?xml|<[a-z][a-z0-9]*[\s/>])/iu;
const ARMOUR = /^\s*-----BEGIN [A-Z0-9 ]+-----/u;
/**
 * The first row that is no comment is, or begins with, the hexadecimal digits of an MD5, SHA-1 or SHA-256 value: 32, 40 or 64 and no
 * dot after them, which no host has; or the base64 of the last one. Linear: each line is eaten in one way only.
 */
const KEYED_HASH =
  /^(?:[#;!][^\n]*\n|[^\S\n]*\n)*(?:(?:[\da-f]{64}|[\da-f]{40}|[\da-f]{32})(?![\w.:/-])|[a-z\d+/]{43}=(?!\S))/iu;
const HTTP_RESPONSE = /^HTTP\/\d(?:\.\d)? \d{3}/u;

/** What portals write and ordinary error pages do not. */
const PORTAL = /WISPAccessGateway|captive|hotspot|http-equiv\s*=\s*["']?refresh|(?:window|document|top)\.location/iu;

/**
 * Judges the first bytes of a delivery, at most {@link HEAD_BYTES}. Never throws; linear in their number.
 * A NUL beyond the head is a rejected line, not a refused list.
 *
 * @param hashes - keyed hashes are what is expected
 */
export function judgeHead(head: Buffer, hashes = false): HeadVerdict {
  if (head.length === 0) return { ok: false, reason: 'empty', found: 'no byte' };
  for (const [reason, found, magic] of MAGIC) {
    if (startsWith(head, magic)) return { ok: false, reason, found };
  }
  const nul = head.indexOf(0);
  if (nul !== -1) return { ok: false, reason: 'binary', found: `a NUL at byte ${nul + 1}` };
  const skip = startsWith(head, UTF8_MARK) ? UTF8_MARK.length : 0;
  return judgeText(head.toString('latin1', skip), hashes) ?? { ok: true, skip };
}

function judgeText(text: string, hashes: boolean): HeadVerdict | undefined {
  if (HTTP_RESPONSE.test(text))
    return { ok: false, reason: 'http-response', found: 'an HTTP status line and header lines' };
  if (ARMOUR.test(text)) return { ok: false, reason: 'encrypted', found: 'a PEM or OpenPGP armour' };
  if (!hashes && KEYED_HASH.test(text))
    return { ok: false, reason: 'keyed-hashes', found: 'hashes in place of entries' };
  if (!MARKUP.test(text)) return undefined;
  if (PORTAL.test(text)) return { ok: false, reason: 'captive-portal', found: 'a web page that leads elsewhere' };
  return { ok: false, reason: 'html-page', found: 'a web page' };
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.length <= head.length && magic.every((byte, index) => byte === ANY || byte === head[index]);
}
