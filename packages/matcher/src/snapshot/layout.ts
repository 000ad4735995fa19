/**
 * How a snapshot is in memory, on disk and in a message between threads: one buffer, little-endian, every section on a 64-byte
 * boundary so that a cache line never holds two.
 *
 *   ┌────────┬──────────────── hot: 9.5 to 10.4 bytes an entry ────────────────┬──────────────── cold ────────────────┐
 *   │ header │ FILTER   │ STARTS    │ CELLS            │ ROWS     │ SETS │ WIDE │ PLACES │ LINES │ ANCHORS │ META      │
 *   └────────┴──────────┴───────────┴──────────────────┴──────────┴──────┴──────┴────────┴───────┴─────────┴───────────┘
 *
 *   A key is (a, b, c), the three lanes of host-hash.ts and lanes.ts. The trie of labels has no pointers: a node is addressed by the hash of its
 *   suffix, and path rules hang below their host because their hash goes on from the host's.
 *
 *   FILTER   one word of 64 bits for 6.3 to 7.1 keys, found by a (filter-size.ts); a key sets four bits. Ends nearly all misses.
 *   STARTS   cells of bucket i are STARTS[i] to STARTS[i + 1]; the bucket is the top bits of a; 6 to 12 cells in each
 *   CELLS    [ b ][ upper half of c | row ], sorted by a. 48 bits of fingerprint and 16 that identify the rule.
 *   ROWS     what a rule is: markets and lists that deny and allow it. Far fewer than rules: each distinct one is stored once.
 *   SETS     lists of a row, each distinct set stored once
 *   WIDE     (cell, row) pairs, sorted, for cells whose row does not fit 16 bits and is written as WIDE_ROW
 *
 *   PLACES   a of each cell: to merge snapshots, whose buckets may be others
 *   LINES    line numbers of each rule in each of its lists, in the order of its row
 *   ANCHORS  (a, b, count): hosts with path rules. They are in FILTER, so that a request to any other host never has its path read
 *   META     JSON: markets, lists
 *
 *   example  rules bad.test (domain, list 0) and shop.test/x/ (prefix, list 1)
 *
 *     CELLS    [b of "bad.test"][c.. | 1]  [b of "shop.test/x/"][c.. | 2]      ANCHORS  "shop.test" × 1
 *     ROWS     0 nothing    1 below: deny {0}, 2 labels    2 own: deny {1}, prefix, 1 directory
 */

/** "NETVAKT" and a control character that stops a terminal from printing the rest. */
export const MAGIC = [0x5654_454e, 0x1a54_4b41] as const;
/** Version of this file format. Any change of layout or hash is a new version; there is no reading of old ones, compile again. */
export const FORMAT_VERSION = 3;
/** Version of canonical/: with other rules the same text has another key. */
export const CANONICAL_VERSION = 2;
/** Read as 0x04030201 on a machine of the other byte order. */
export const ENDIAN_TAG = 0x0102_0304;

/** Words of the header, 32 bits each. */
export const HEADER = {
  magic: 0,
  formatVersion: 2,
  endianTag: 3,
  canonicalVersion: 4,
  idnaVersion: 5,
  blocks: 6, // length of the whole in blocks of 64 bytes
  overlay: 7, // 1 for an overlay
  seed: 8, // 4 words
  filterWords: 12, // words in FILTER, see filter-size.ts
  bucketLog: 13, // log2 of buckets
  digest: 16, // 8 words, SHA-256 of all but the checksums
  base: 24, // 8 words, digest of the base of an overlay, else 0
  sections: 32, // (first block, bytes, checksum, checksum) for each section
  result: 72, // 8 words, digest of what an overlay makes of its base, 0 if unknown
  checksum: 94, // 2 words, of the header before it
} as const;

/** Words in the header: six blocks. */
export const HEADER_WORDS = 96;
/** Bytes of a cache line, and what everything is aligned to. */
export const SECTION_ALIGNMENT = 64;

/** The sections, in their order. */
export const SECTION_NAMES = [
  'filter',
  'starts',
  'cells',
  'rows',
  'sets',
  'wide',
  'places',
  'lines',
  'anchors',
  'meta',
] as const;

/** One of {@link SECTION_NAMES}. */
export type SectionName = (typeof SECTION_NAMES)[number];

/** Sections that a lookup may touch. */
export const HOT_SECTIONS: readonly SectionName[] = ['filter', 'starts', 'cells', 'rows', 'sets', 'wide'];

/** A cell with this row has its real one in WIDE. */
export const WIDE_ROW = 0xffff;

/** Words of a row: one cache line. Row 0 is "nothing": in an overlay it takes the base's rule away. */
export const ROW_WORDS = 16;

/** Markets of a snapshot: a mask is one word, and has a bit for each. */
export const MAX_MARKETS = 32;

/** Words within a row. `own` is what the key itself names, `below` a domain rule on it. Masks have a bit for each market. */
export const ROW = {
  ownDeny: 0,
  ownAllow: 1,
  belowDeny: 2,
  belowAllow: 3,
  anchored: 4, // 1 if the host has path rules
  ownShape: 5, // shape.ts
  belowShape: 6,
  ownDenySet: 8,
  ownAllowSet: 9,
  belowDenySet: 10,
  belowAllowSet: 11,
  lines: 12, // sum of the four sets' sizes
} as const;

/** Words of an anchor: a, b, number of path rules. */
export const ANCHOR_WORDS = 3;

/** Lines are found from the start of each group of this many cells; between them, rows hold the number of each cell. */
export const LINE_GROUP = 64;
