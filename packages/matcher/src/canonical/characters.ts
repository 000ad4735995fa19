/** Character classes of RFC 3986, one byte of flags for each code below 256. Built once. */

/** `a-z A-Z 0-9 - . _ ~`: an escape of it means the same (RFC 3986 §6.2.2.2). */
export const UNRESERVED = 1;
/** Stands for itself in a path: pchar and '/', without '%'. */
export const PATH = 2;
/** Stands for itself in a query. Without `'`, which browsers escape there and nowhere else (WHATWG URL, special-query set). */
export const QUERY = 4;
/** Not allowed in a host name (WHATWG URL, forbidden domain code points). */
export const NOT_IN_HOST = 8;

/** {@link PATH} without '/': what a server decodes that has parted the segments before. */
export const IN_SEGMENT = 16;

/** The flags of each byte. */
export const CHARACTER: Uint8Array = characterTable();

function mark(table: Uint8Array, characters: string, flags: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) | flags;
  }
}

function characterTable(): Uint8Array {
  const table = new Uint8Array(256);
  const unreserved = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~';
  mark(table, unreserved, UNRESERVED | IN_SEGMENT | PATH | QUERY);
  mark(table, "!$&()*+,;=:@'", IN_SEGMENT | PATH);
  mark(table, '/', PATH);
  mark(table, '!$&()*+,;=:@/?', QUERY);
  mark(table, ' #/:<>?@[\\]^|%\u007F', NOT_IN_HOST);
  for (let code = 0; code < 0x20; code += 1) table[code] = NOT_IN_HOST;
  for (let code = 0x80; code < 0x100; code += 1) table[code] = NOT_IN_HOST;
  return table;
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The upper-case hexadecimal digit of a value below 16, as a character code. */
export function hexDigit(value: number): number {
  return value < 10 ? 0x30 + value : 0x37 + value;
}
