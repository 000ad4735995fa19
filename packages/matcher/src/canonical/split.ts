/** The text of a URL -> authority and what follows it, both still as written. */
import type { InvalidReason } from './types.ts';

/** What is split at all, in UTF-16 units: an authority and the longest target. */
const MAX_TEXT = 131_072;

/** Tab, line feed and carriage return are removed everywhere (WHATWG URL, "basic URL parser"). */
const INVISIBLE = /[\t\n\r]/gu;
const SCHEME = /^(?<name>[a-zA-Z][a-zA-Z0-9+.-]*):(?<rest>.*)$/su;
const SUPPORTED = new Set(['http', 'https', 'ws', 'wss', 'ftp']);
/** "host:8080" and "host:" are no schemes. */
const PORT_FOLLOWS = /^[0-9]*(?:[/\\?#]|$)/u;
const TWO_SLASHES = /^[/\\]{2}/u;
const AUTHORITY_END = /[/\\?#]/u;
const FTP = /^ftp:/iu;
/** The default port of ftp. Those of the other schemes are dropped whatever the scheme (authority.ts); this one is theirs alone. */
const FTP_PORT = /:0{0,8}21$/u;

/** A URL's authority, without user information, and its target. */
export interface UrlParts {
  readonly authority: string;
  readonly target: string;
}

/** Without C0 controls and spaces at either end. A loop, because a regular expression would be quadratic here. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

/** Where the authority starts in `text`, or why it has none. */
function authorityStart(text: string): number | InvalidReason {
  // As nearly every entry of a list is written; the expression below took a tenth of reading one.
  if (text.startsWith('http://')) return 7;
  if (text.startsWith('https://')) return 8;
  const { name, rest } = SCHEME.exec(text)?.groups ?? {};
  if (name === undefined || rest === undefined) return 0;
  if (!SUPPORTED.has(name.toLowerCase())) return PORT_FOLLOWS.test(rest) ? 0 : 'scheme-unsupported';
  return TWO_SLASHES.test(rest) ? name.length + 3 : 'authority-missing';
}

/** Splits the text of a URL, with or without scheme; user information is dropped. The parts, or why there are none. */
export function splitUrl(input: string): UrlParts | InvalidReason {
  if (input.length > MAX_TEXT) return 'target-too-long';
  const text = trimmed(input).replace(INVISIBLE, '');
  const start = authorityStart(text);
  if (typeof start === 'string') return start;
  const rest = text.slice(start);
  const end = rest.search(AUTHORITY_END);
  const written = end === -1 ? rest : rest.slice(0, end);
  // The last '@' ends the user information, as in every browser: "good.test@bad.test" names bad.test.
  const authority = written.slice(written.lastIndexOf('@') + 1);
  return {
    authority: FTP.test(text) ? authority.replace(FTP_PORT, '') : authority,
    target: end === -1 ? '' : rest.slice(end),
  };
}
