/** Text of an authority (`host`, `host:port`) -> host and port. */
import { hostOf, type TextSource } from './host.ts';
import { type CanonicalisedAuthority, invalid } from './types.ts';

const PORT = /^[0-9]*$/u;
const MAX_PORT_TEXT = 64;

/** Both default ports are dropped whatever the scheme, so that a rule covers a page on http and https alike. */
export function isDefaultPort(port: number): boolean {
  return port === 80 || port === 443;
}

/** The port that a rule can distinguish: `undefined` for none and a default one, NaN if the text is no port. */
function portOf(text: string): number | undefined {
  if (text.length > MAX_PORT_TEXT || !PORT.test(text)) return Number.NaN;
  if (text === '') return undefined;
  const port = Number(text);
  if (port > 0xffff) return Number.NaN;
  return isDefaultPort(port) ? undefined : port;
}

/** The position of the ':' before the port; the text's length if there is none. */
function portColon(text: string): number {
  const colon = text.lastIndexOf(':');
  return colon > text.lastIndexOf(']') ? colon : text.length;
}

/**
 * Splits and canonicalises `host[:port]`. User information is refused: only a URL's text may carry it (RFC 9110 §4.2.4).
 * Linear in the length; never throws.
 */
export function authorityOf(text: string, source: TextSource): CanonicalisedAuthority {
  if (text.includes('@')) return invalid('host-userinfo');
  const colon = portColon(text);
  const host = hostOf(text.slice(0, colon), source);
  if (!host.ok) return host;
  const port = portOf(text.slice(colon + 1));
  return Number.isNaN(port) ? invalid('port-invalid') : { ...host, port };
}
