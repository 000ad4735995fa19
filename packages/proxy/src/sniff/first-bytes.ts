/**
 * What a client's first bytes are, where any protocol may come. Whatever an HTTP origin might take for a request is HTTP
 * here, and the strict reader has the next word: a request must not be able to pass as something else.
 */
import { CR, LF, SPACE, TAB, TOKEN } from '../bytes/classes.ts';
import { ascii } from '../bytes/text.ts';

/** More bytes are needed. */
export const UNDECIDED = 0;
/** A method and a blank, perhaps behind empty lines; or a line that names a version of HTTP. */
export const LOOKS_HTTP = 1;
/** A handshake record, or a hello in SSLv2's framing: the hello reader has the next word. */
export const LOOKS_TLS = 2;
/** The preface of HTTP/2 (RFC 9113 §3.4). */
export const LOOKS_HTTP2 = 3;
export const LOOKS_OTHER = 4;

const HANDSHAKE = 22;
/** Apache and others serve methods that nobody knows, of any length that their request line may have. */
const MOST_LINE_BYTES = 8192;
/** RFC 4253 §4.2. */
const MOST_BANNER_BYTES = 255;
const PREFACE = ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SSH = ascii('SSH-');
const HTTP_VERSION = 'HTTP/';

/** One of the five, the same for every way in which the bytes may be cut. Called a few times a connection, if that. */
export function classify(bytes: Buffer): number {
  const first = bytes[0];
  if (first === undefined) return UNDECIDED;
  if (first === HANDSHAKE || first >= 0x80) return LOOKS_TLS;
  const preface = startsLike(bytes, PREFACE);
  if (preface !== LOOKS_OTHER) return preface === UNDECIDED ? UNDECIDED : LOOKS_HTTP2;
  const banner = startsLike(bytes, SSH);
  if (banner === UNDECIDED) return UNDECIDED;
  return banner === LOOKS_OTHER ? methodIn(bytes) : bannerIn(bytes);
}

/** UNDECIDED while the bytes are the beginning of `text`, LOOKS_HTTP if all of it is there, else LOOKS_OTHER. */
function startsLike(bytes: Buffer, text: Uint8Array): number {
  const compared = Math.min(bytes.length, text.length);
  for (let i = 0; i < compared; i += 1) if (bytes[i] !== text[i]) return LOOKS_OTHER;
  return compared < text.length ? UNDECIDED : LOOKS_HTTP;
}

function methodIn(bytes: Buffer): number {
  const start = afterGap(bytes);
  const at = afterToken(bytes, start);
  if (at - start > MOST_LINE_BYTES) return LOOKS_OTHER;
  if (at === bytes.length) return start > MOST_BANNER_BYTES ? LOOKS_HTTP : UNDECIDED;
  if (at === start) return LOOKS_OTHER;
  return isBlank(bytes[at]) ? LOOKS_HTTP : lineIn(bytes, start);
}

/**
 * A word, but no method, as in `G:T / HTTP/1.1`. A lenient origin may take it for one: its line tells. Only text is waited for:
 * protocols that are not text have a control byte soon.
 */
function lineIn(bytes: Buffer, start: number): number {
  const most = Math.min(bytes.length, start + MOST_LINE_BYTES);
  for (let at = start; at < most; at += 1) {
    const byte = bytes[at] as number;
    if (byte === LF) return bytes.toString('latin1', start, at).includes(HTTP_VERSION) ? LOOKS_HTTP : LOOKS_OTHER;
    if (byte < SPACE && byte !== TAB && byte !== CR) return LOOKS_OTHER;
  }
  return most < start + MOST_LINE_BYTES ? UNDECIDED : LOOKS_OTHER;
}

/** Of undecided bytes: whether they are so because a strict origin, too, could still read a request. */
export function mayBecomeRequest(bytes: Buffer): boolean {
  const at = afterToken(bytes, afterGap(bytes));
  return at === bytes.length || isBlank(bytes[at]);
}

function afterGap(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && isGap(bytes[at])) at += 1;
  return at;
}

function afterToken(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && TOKEN[bytes[at] as number] === 1) at += 1;
  return at;
}

/** The banner may have blanks in it, but names no version of HTTP. */
function bannerIn(bytes: Buffer): number {
  const end = bytes.indexOf(LF);
  if (end < 0 && bytes.length < MOST_BANNER_BYTES) return UNDECIDED;
  const line = bytes.toString('latin1', 0, end < 0 ? MOST_BANNER_BYTES : end);
  return line.includes(HTTP_VERSION) ? LOOKS_HTTP : LOOKS_OTHER;
}

function isGap(byte: number | undefined): boolean {
  return isBlank(byte) || byte === CR || byte === LF;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
