import { SLASH, USER_INFO } from '../bytes/classes.ts';
import { WHOLE } from '../bytes/reader-result.ts';
import { ascii, equalsIgnoringCase } from '../bytes/text.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { AuthorityReader } from './authority.ts';

const HTTP = ascii('http://');
const SCHEMES = ascii('://');
const QUESTION_MARK = 0x3f;
const AT_SIGN = 0x40;
const ASTERISK = 0x2a;

const HTTP_PORT = 80;

/**
 * Takes a request target apart (RFC 9112 §3.2.2, §3.2.3).
 *
 *   http://u:p@site.example:80/a?b#c      absolute-form
 *          └─┬┘└─ authority ─┘└path┘└┬    an empty path, or one that starts with `?`, is written `/` on the way out;
 *            └ for nobody but the client ┘ what some clients send all the same is left out (RFC 9110 §4.2.4)
 *   site.example:443                authority-form, for CONNECT alone
 *   └─ authority ──┘
 *
 * One instance serves a worker: the fields hold what was read last.
 */
export class TargetReader {
  authorityStart = 0;
  authorityEnd = 0;
  hostStart = 0;
  hostEnd = 0;
  port = 0;
  /** From the path's slash or the query's question mark to the target's end; empty if there is neither. */
  pathStart = 0;
  pathEnd = 0;

  readonly #authority = new AuthorityReader();

  /** `end`: where the target ends, or its fragment begins. {@link WHOLE}, or the code of a refusal. */
  readAbsolute(bytes: Uint8Array, start: number, end: number): number {
    if (!equalsIgnoringCase(bytes, start, Math.min(end, start + HTTP.length), HTTP)) {
      return hasScheme(bytes, start, end) ? REFUSAL['scheme-unsupported'] : REFUSAL['target-not-absolute'];
    }
    this.authorityStart = start + HTTP.length;
    let at = this.authorityStart;
    while (at < end && bytes[at] !== SLASH && bytes[at] !== QUESTION_MARK) {
      if (bytes[at] === AT_SIGN) {
        const again = this.hadUserInfo(start);
        if (again || !isUserInfo(bytes, this.authorityStart, at)) return REFUSAL['target-userinfo'];
        this.authorityStart = at + 1;
      }
      at += 1;
    }
    this.authorityEnd = at;
    this.pathStart = at;
    this.pathEnd = end;
    return this.#takeAuthority(bytes, HTTP_PORT);
  }

  /** True if user information came before the authority read last, whose target began at `start`. */
  hadUserInfo(start: number): boolean {
    return this.authorityStart > start + HTTP.length;
  }

  /**
   * Reads what a client that knows of no proxy writes: `/a?b`, `*`, or an absolute URL all the same. In the first two there
   * is no authority. {@link WHOLE}, or the code of a refusal.
   */
  readOrigin(bytes: Uint8Array, start: number, end: number): number {
    const isAsterisk = end - start === 1 && bytes[start] === ASTERISK;
    if (bytes[start] !== SLASH && !isAsterisk) return this.#readUnchanged(bytes, start, end);
    this.authorityStart = start;
    this.authorityEnd = start;
    this.hostStart = start;
    this.hostEnd = start;
    this.port = 0;
    this.pathStart = isAsterisk ? end : start;
    this.pathEnd = end;
    return WHOLE;
  }

  /** What passes as it came must not hold what an origin may take for the host. */
  #readUnchanged(bytes: Uint8Array, start: number, end: number): number {
    const result = this.readAbsolute(bytes, start, end);
    return result === WHOLE && this.hadUserInfo(start) ? REFUSAL['target-userinfo'] : result;
  }

  /** {@link WHOLE}, or the code of a refusal. The port must be written. */
  readAuthority(bytes: Uint8Array, start: number, end: number): number {
    this.authorityStart = start;
    this.authorityEnd = end;
    this.pathStart = end;
    this.pathEnd = end;
    return this.#takeAuthority(bytes, 0);
  }

  /** True if the path must be given the `/` that the client left out. */
  lacksSlash(bytes: Uint8Array): boolean {
    return this.pathStart === this.pathEnd || bytes[this.pathStart] !== SLASH;
  }

  #takeAuthority(bytes: Uint8Array, defaultPort: number): number {
    if (!this.#authority.read(bytes, this.authorityStart, this.authorityEnd)) return REFUSAL['target-malformed'];
    this.hostStart = this.#authority.hostStart;
    this.hostEnd = this.#authority.hostEnd;
    this.port = this.#authority.port === 0 ? defaultPort : this.#authority.port;
    return this.port === 0 ? REFUSAL['target-malformed'] : WHOLE;
  }
}

function isUserInfo(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && USER_INFO[bytes[at] as number] === 1) at += 1;
  return at === end;
}

/** True if the target begins like an absolute URI of any scheme. */
function hasScheme(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + SCHEMES.length <= end && bytes[at] !== SLASH; at += 1) {
    if (bytes[at] === SCHEMES[0]) return bytes[at + 1] === SLASH && bytes[at + 2] === SLASH;
  }
  return false;
}
