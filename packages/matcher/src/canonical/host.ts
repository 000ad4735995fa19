/** Text of a host -> {@link CanonicalHost}. */
import { CHARACTER, NOT_IN_HOST } from './characters.ts';
import { decodeHostEscapes, toAscii, utf8FromWire } from './idna.ts';
import { endsInNumber, parseIpv4 } from './ipv4.ts';
import { parseIpv6 } from './ipv6.ts';
import { checkText } from './text.ts';
import { type CanonicalHost, type CanonicalisedHost, type HostKind, type InvalidReason, invalid } from './types.ts';

/** Characters of a host, without the root label (RFC 1035 §2.3.4). */
export const MAX_HOST = 253;
export const MAX_LABEL = 63;
/**
 * What is looked at at all: 253 characters, each escaped as three bytes of UTF-8. Punycode is quadratic in a label's length
 * (RFC 3492 §6.3), so that it must not see more.
 */
const MAX_HOST_TEXT = MAX_HOST * 9;

const OUTSIDE_ASCII = /[^\0-\u007F]/u;
const OUTSIDE_LATIN_1 = /[^\0-\u00FF]/u;

/** Where text comes from: `wire` is one byte a character (latin-1), `text` is Unicode. */
export type TextSource = 'text' | 'wire';

/** The host in the only form that is compared. */
function canonical(host: string, hostKind: HostKind): CanonicalisedHost {
  return { ok: true, host: host as CanonicalHost, hostKind };
}

/** The first rule of names that `host`, in ASCII, breaks; `undefined` if it breaks none. */
function nameFault(host: string): InvalidReason | undefined {
  if (host === '') return 'host-empty';
  for (let index = 0; index < host.length; index += 1) {
    if (((CHARACTER[host.charCodeAt(index)] ?? NOT_IN_HOST) & NOT_IN_HOST) !== 0) return 'host-character';
  }
  return host.length > MAX_HOST ? 'host-too-long' : labelFault(host);
}

/** The first label's fault. Labels are measured in place: cutting them out cost a list of a million hosts 0.2 s. */
function labelFault(host: string): InvalidReason | undefined {
  let start = 0;
  while (start <= host.length) {
    const dot = host.indexOf('.', start);
    const end = dot === -1 ? host.length : dot;
    if (end === start) return 'host-label-empty';
    if (end - start > MAX_LABEL) return 'host-label-too-long';
    start = end + 1;
  }
  return undefined;
}

function asciiHost(text: string): CanonicalisedHost {
  // One trailing dot is the root label (RFC 1034 §3.1); a second one would be an empty label.
  const host = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  const fault = host === '' && text !== '' ? 'host-label-empty' : nameFault(host);
  if (fault !== undefined) return invalid(fault);
  if (!endsInNumber(host)) return canonical(host, 'name');
  const ipv4 = parseIpv4(host);
  return ipv4 === undefined ? invalid('host-ipv4') : canonical(ipv4, 'ipv4');
}

function bracketedHost(text: string): CanonicalisedHost {
  const address = text.endsWith(']') ? parseIpv6(text.slice(1, -1)) : undefined;
  return address === undefined ? invalid('host-ipv6') : canonical(address.host, address.hostKind);
}

/** A host with escapes or characters outside ASCII: decoded once, mapped, and then checked like any other. */
function foreignHost(text: string, source: TextSource): CanonicalisedHost {
  const bytes = source === 'wire' && OUTSIDE_ASCII.test(text) && !OUTSIDE_LATIN_1.test(text);
  const decoded = bytes ? utf8FromWire(text) : decodeHostEscapes(text);
  if (decoded === undefined) return invalid('host-escape');
  if (!OUTSIDE_ASCII.test(decoded)) return asciiHost(decoded);
  for (let index = 0; index < decoded.length; index += 1) {
    const code = decoded.charCodeAt(index);
    if (code < 0x80 && ((CHARACTER[code] ?? 0) & NOT_IN_HOST) !== 0) return invalid('host-character');
  }
  const ascii = toAscii(decoded);
  return ascii === undefined || ascii === '' ? invalid('host-idna') : asciiHost(ascii);
}

/** The host named by `text`, which has no port; IPv6 in brackets. Linear in the length; never throws. */
export function hostOf(text: string, source: TextSource): CanonicalisedHost {
  if (text === '') return invalid('host-empty');
  if (text.length > MAX_HOST_TEXT) return invalid('host-too-long');
  if (text.startsWith('[')) return bracketedHost(text);
  return text.includes('%') || OUTSIDE_ASCII.test(text) ? foreignHost(text, source) : asciiHost(text);
}

/**
 * Canonicalises a host given as Unicode text, as lists give it: a name in any case, U-labels or A-labels, IPv4 in any legal
 * spelling, IPv6 with or without brackets. No port, no user information.
 *
 * Labels of 64 bytes or more and names above 253 bytes are invalid, never cut. Linear in the length.
 *
 * @throws TypeError for what is no string; never for a string
 *
 * @example
 * const named = canonicaliseHost('BÜCHER.Example.');
 * named.ok && named.host; // → 'xn--bcher-kva.example'
 * canonicaliseHost('a b'); // → { ok: false, reason: 'host-character' }
 */
export function canonicaliseHost(text: string): CanonicalisedHost {
  checkText(text);
  const bareIpv6 = text.indexOf(':') !== text.lastIndexOf(':') && !text.startsWith('[');
  return hostOf(bareIpv6 ? `[${text}]` : text, 'text');
}
