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
 * before and is returned as it is; `undefined` if the bytes are no UTF-8.
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

/** The A-label form of a host that has no ASCII delimiter in it; `undefined` if UTS #46 refuses. The caller checks the result. */
export function toAscii(host: string): string | undefined {
  return URL.parse(`http://${host}/`)?.hostname;
}

/** A letter that each version of Unicode added: 15.0, 15.1, 16.0, 17.0. A host with one is valid from that version on. */
const ADDED = ['\u{1DF25}', '\u{2EBF0}', '\u{A7CB}', '\u{A7D2}'];

/**
 * How new the platform's tables are, as the number of versions above that it knows. A snapshot remembers it, because a platform
 * with other tables may give the same name another key.
 */
export function idnaVersion(): number {
  return ADDED.filter((letter) => URL.canParse(`http://${letter}.test/`)).length;
}
