/**
 * Names outside ASCII, by UTS #46 (non-transitional), through the platform's own `URL`. Nothing pure-ASCII ever comes here:
 * platforms disagree about which A-labels they accept, so those keep their bytes.
 */
const PERCENT = /%(?![0-9a-fA-F]{2})/u;

/** Decodes percent-escapes once, as strict UTF-8; `undefined` for a lone '%' or bytes that are no UTF-8. */
export function decodeHostEscapes(host: string): string | undefined {
  if (PERCENT.test(host)) return undefined;
  try {
    return decodeURIComponent(host);
  } catch {
    return undefined;
  }
}

/**
 * Reads text that came from the wire one byte a character (latin-1) as UTF-8. Text with characters above U+00FF was decoded
 * before and is returned as it is; `undefined` where the bytes are no UTF-8.
 */
export function utf8FromWire(host: string): string | undefined {
  let escaped = '';
  for (let index = 0; index < host.length; index += 1) {
    const code = host.charCodeAt(index);
    if (code > 0xff) return host;
    escaped += code < 0x80 ? host.charAt(index) : `%${code.toString(16)}`;
  }
  // An escape in the text itself is decoded here too: one round, as for ASCII hosts.
  return decodeHostEscapes(escaped);
}

/** The A-label form of a host that has no ASCII delimiter in it; `undefined` where UTS #46 refuses. The caller checks the result. */
export function toAscii(host: string): string | undefined {
  return URL.parse(`http://${host}/`)?.hostname;
}
