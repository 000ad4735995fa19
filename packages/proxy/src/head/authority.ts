import { COLON, DIGIT, HOST, IPV6_LITERAL } from '../bytes/classes.ts';

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MOST_PORT_DIGITS = 5;

/**
 * Reads `uri-host [ ":" port ]` (RFC 9112 §3.2) if the host is a plain name, an IPv4 literal or a bracketed IPv6
 * literal. Percent-encoding, user information and everything else that two parsers could read differently is refused.
 * One instance serves a worker: the fields hold what was read last.
 */
export class AuthorityReader {
  /** Bounds of the host, brackets included. */
  hostStart = 0;
  hostEnd = 0;
  /** 1 to 65535, or 0 if none is written: `site.example:` has none either (RFC 3986 §3.2.3). */
  port = 0;

  /** True if all of `bytes[start, end)` is an authority. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.hostStart = start;
    this.hostEnd =
      bytes[start] === OPEN_BRACKET && start < end ? ipv6End(bytes, start, end) : nameEnd(bytes, start, end);
    this.port = 0;
    if (this.hostEnd <= start) return false;
    return this.hostEnd === end || (bytes[this.hostEnd] === COLON && this.#readPort(bytes, this.hostEnd + 1, end));
  }

  #readPort(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) return true;
    if (end - start > MOST_PORT_DIGITS) return false;
    let port = 0;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] as number;
      if (DIGIT[byte] === 0) return false;
      port = port * 10 + (byte - 0x30);
    }
    this.port = port;
    return port > 0 && port <= 65_535;
  }
}

function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && HOST[bytes[at] as number] === 1) at += 1;
  return at;
}

/** The offset after the closing bracket, or -1. Whether the text between is an address is decided by the matcher. */
function ipv6End(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && IPV6_LITERAL[bytes[at] as number] === 1) at += 1;
  return at < end && at > start + 1 && bytes[at] === CLOSE_BRACKET ? at + 1 : -1;
}
