/**
 * A snapshot's secret as tables: one random word for each character, so that nobody who does not hold the seed can tell which
 * names collide. The low bits of a word hold the class of the character; the hot loops learn both with one load.
 */

/** Host words: '.'. */
export const HOST_DOT = 1;
/** Host words: not a plain host character. The text goes through full canonicalisation. */
export const ODD_HOST = 2;

/** Path words: '/'. */
export const PATH_SLASH = 1;
/** Path words: not in its one spelling here, or the beginning of something that is not ('%', ';', '\', '#', '.' ...). */
export const ODD_PATH = 2;
/** Path words: '?'. */
export const PATH_QUESTION = 4;
/** Path words: as {@link ODD_PATH}, in a query. */
export const ODD_QUERY = 8;

/** Bits of a word that are flags; the others are secret. */
const FLAGS = 0xf;

/** Marks that occur in no canonical path or query, and so keep the key spaces apart. */
export const PORT_MARK = 0x3a; // ':'
export const FOLD_MARK = 0x01;
export const SITE_MARK = 0x02;
export const BELOW_MARK = 0x03;
export const BOUNDARY_MARK = 0x04;
export const PAGE_MARK = 0x23; // '#'

/** The tables of one seed. */
export interface KeyTables {
  /**
   * For UTF-16 codes, upper case like lower. 65,536 words, not 256, because a load that may be out of range cost 8 of 61 ns a
   * host; only the first two kilobytes are ever in the cache.
   */
  readonly host: Int32Array;
  /** For bytes of paths and queries, case kept. */
  readonly path: Int32Array;
  /** The same with upper case like lower, for rules that ignore case. */
  readonly foldedPath: Int32Array;
  /** For the last bytes of hosts, all at once: sixteen words that are added, and two odd factors of 64 bits (host-hash.ts). */
  readonly block: Int32Array;
}

/** Words of {@link KeyTables.block}: two times eight, and two factors of two words, the lower half first. */
const BLOCK_KEY_WORDS = 20;

/** Small fast counter generator "sfc32" by Chris Doty-Humphrey: 128 bits of state, all seeds good. */
function generator(seed: Uint32Array): () => number {
  let [a = 0, b = 0, c = 0, d = 0] = seed;
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  for (let round = 0; round < 16; round += 1) next();
  return next;
}

function mark(table: Int32Array, characters: string, flag: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    table[code] = (table[code] ?? 0) | flag;
  }
}

/** Gives upper case the words of lower case, in place. */
function foldCase(table: Int32Array): Int32Array {
  for (const letter of LETTERS) table[letter.charCodeAt(0) - 0x20] = table[letter.charCodeAt(0)] ?? 0;
  return table;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const PLAIN_HOST = `${LETTERS}0123456789-_.`;
const PLAIN_PATH = `${LETTERS}${LETTERS.toUpperCase()}0123456789-._~!$&'()*+,=:@/?`;

/** Every code that is not in `plain`, as text. */
function others(plain: string): string {
  return Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
    .filter((character) => !plain.includes(character))
    .join('');
}

/** Makes the tables of four words of seed. About 0.2 ms. */
export function keyTablesFrom(seed: Uint32Array): KeyTables {
  const next = generator(seed);
  const host = new Int32Array(65_536).fill(ODD_HOST);
  const path = new Int32Array(256);
  for (let code = 0; code < 256; code += 1) {
    host[code] = next() & ~FLAGS;
    path[code] = next() & ~FLAGS;
  }
  mark(host, others(PLAIN_HOST), ODD_HOST);
  mark(host, '.', HOST_DOT);
  foldCase(host);
  mark(path, others(PLAIN_PATH), ODD_PATH | ODD_QUERY);
  mark(path, '/', PATH_SLASH);
  mark(path, '?', PATH_QUESTION);
  mark(path, "'", ODD_QUERY);
  const block = Int32Array.from({ length: BLOCK_KEY_WORDS }, next);
  for (const factor of [BLOCK_KEY_WORDS - 4, BLOCK_KEY_WORDS - 2]) block[factor] = (block[factor] as number) | 1;
  return { host, path, foldedPath: foldCase(path.slice()), block };
}
