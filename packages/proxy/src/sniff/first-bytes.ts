/**
 * What a client's first bytes are, where any protocol may come. Whatever an HTTP origin may take for a request, alone or with what
 * is still to come, is HTTP here, and the strict reader has the next word. What is OTHER passes unread, but watched
 * ({@link RequestLineWatch}): so a line that goes on need not be waited for once it is no likely request.
 *
 *   GET /a HTTP/1.1          HTTP     one of the methods that ask for pages, and a blank
 *   X!y /a …                 HTTP     any word, and a target
 *   OPTIONS * HTTP/1.1       HTTP     any words, and a version, at the line's end
 *   NICK somebody            OTHER    words without any of these, at the line's end
 *   <stream:stream …         OTHER    what begins with no word
 */
import { CR, LF, SLASH, SPACE, TOKEN } from '../bytes/classes.ts';
import { ascii, equalsIgnoringCase, isWordGap, sameBytes } from '../bytes/text.ts';
import { mayBeginTls } from '../hello/record-reader.ts';
import { isGitPacket } from '../tunnel/git-packet.ts';

/** More bytes are needed. */
export const UNDECIDED = 0;
/** What an HTTP origin may take for a request. */
export const LOOKS_HTTP = 1;
/** A record of TLS, or a hello in SSLv2's framing: the hello reader has the next word. */
export const LOOKS_TLS = 2;
/** The preface of HTTP/2 (RFC 9113 §3.4). */
export const LOOKS_HTTP2 = 3;
export const LOOKS_OTHER = 4;

/** Apache and others serve methods that nobody knows, of any length that their request line may have. */
const MOST_LINE_BYTES = 8192;
const MOST_GAP_BYTES = 255;
const PREFACE = ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const PAGE_METHODS = ['GET', 'HEAD', 'POST'].map(ascii);
const ABSOLUTE = ascii('http:');
const VERSION = 'HTTP/';

/** One of the five, the same for every way in which the bytes may be cut. Called a few times a connection, if that. */
export function classify(bytes: Buffer): number {
  const first = bytes[0];
  if (first === undefined) return UNDECIDED;
  if (first >= 0x80) return highByte(bytes);
  if (mayBeginTls(first)) return LOOKS_TLS;
  const preface = startsLike(bytes, PREFACE);
  if (preface !== LOOKS_OTHER) return preface === UNDECIDED ? UNDECIDED : LOOKS_HTTP2;
  return textIn(bytes);
}

/** `8x xx 01 03`: SSLv2's framing (RFC 5246 §E.2). Anything else may be a word, or a blank, to who reads Latin-1. */
function highByte(bytes: Buffer): number {
  if (bytes.length > 2 && bytes[2] !== 1) return textIn(bytes);
  if (bytes.length < 4) return UNDECIDED;
  return bytes[3] === 3 ? LOOKS_TLS : textIn(bytes);
}

/** UNDECIDED while the bytes are the beginning of `text`, LOOKS_HTTP if all of it is there, else LOOKS_OTHER. */
function startsLike(bytes: Buffer, text: Uint8Array): number {
  const compared = Math.min(bytes.length, text.length);
  for (let i = 0; i < compared; i += 1) if (bytes[i] !== text[i]) return LOOKS_OTHER;
  return compared < text.length ? UNDECIDED : LOOKS_HTTP;
}

function textIn(bytes: Buffer): number {
  const start = afterGap(bytes, 0);
  const at = afterToken(bytes, start);
  if (at - start > MOST_LINE_BYTES) return LOOKS_OTHER;
  if (at === bytes.length) return start > MOST_GAP_BYTES ? LOOKS_HTTP : UNDECIDED;
  if (at === start) return LOOKS_OTHER;
  return isWordGap(bytes[at]) && bytes[at] !== CR ? afterWord(bytes, start, at) : lineIn(bytes, start);
}

/** Behind a word, which ends at `end`, and a blank: a target, or the rest of some line. `get key` is memcached's, no method. */
function afterWord(bytes: Buffer, start: number, end: number): number {
  if (PAGE_METHODS.some((method) => method.length === end - start && sameBytes(bytes, start, end, method)))
    return LOOKS_HTTP;
  let at = end;
  while (at < bytes.length && isWordGap(bytes[at])) at += 1;
  if (bytes[at] === SLASH) return targetOrPacket(bytes, start);
  const stop = Math.min(bytes.length, at + ABSOLUTE.length);
  if (stop - at === ABSOLUTE.length && equalsIgnoringCase(bytes, at, stop, ABSOLUTE)) return LOOKS_HTTP;
  return lineIn(bytes, start);
}

function targetOrPacket(bytes: Buffer, start: number): number {
  const isPacket = isGitPacket(bytes, start);
  if (isPacket === undefined) return UNDECIDED;
  return isPacket ? LOOKS_OTHER : LOOKS_HTTP;
}

/** A line without a target so far: its version shows what it is. Only text is waited for: other protocols have a control byte soon. */
function lineIn(bytes: Buffer, start: number): number {
  const most = Math.min(bytes.length, start + MOST_LINE_BYTES);
  for (let at = start; at < most; at += 1) {
    const byte = bytes[at] as number;
    if (byte === LF)
      return bytes.toString('latin1', start, at).toUpperCase().includes(VERSION) ? LOOKS_HTTP : LOOKS_OTHER;
    if (byte < SPACE && !isWordGap(byte)) return LOOKS_OTHER;
  }
  return most < start + MOST_LINE_BYTES ? UNDECIDED : LOOKS_OTHER;
}

/** For undecided bytes: whether a strict origin, too, could still read a request. */
export function mayBecomeRequest(bytes: Buffer): boolean {
  const at = afterToken(bytes, afterGap(bytes, 0));
  return at === bytes.length || isWordGap(bytes[at]);
}

function afterGap(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && (isWordGap(bytes[at]) || bytes[at] === LF)) at += 1;
  return at;
}

function afterToken(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && TOKEN[bytes[at] as number] === 1) at += 1;
  return at;
}
