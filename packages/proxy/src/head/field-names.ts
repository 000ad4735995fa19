import { LOWER } from '../bytes/classes.ts';
import { ascii } from '../bytes/text.ts';

/** The fields that the proxy acts on. All others pass as they came and are `other`. */
export const FIELD = {
  other: 0,
  host: 1,
  'content-length': 2,
  'transfer-encoding': 3,
  connection: 4,
  'proxy-connection': 5,
  'keep-alive': 6,
  te: 7,
  upgrade: 8,
  'http2-settings': 9,
  'proxy-authorization': 10,
  'proxy-authenticate': 11,
  via: 12,
  'max-forwards': 13,
  accept: 14,
  'sec-fetch-dest': 15,
  'upgrade-insecure-requests': 16,
  'accept-language': 17,
  'sec-purpose': 18,
  purpose: 19,
  'x-moz': 20,
} as const;

/** Returned instead of a field: the name is `Content_Length` or the like, which some origins read as `Content-Length`. */
export const AMBIGUOUS = 255;

const LONGEST = 32;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;

/** `LOWER`, and `_` read as `-`: what origins that pass fields as environment variables make of a name. */
const FOLDED: Uint8Array = LOWER.map((byte) => (byte === UNDERSCORE ? DASH : byte));

const NAMES: readonly Uint8Array[] = Object.keys(FIELD).map(ascii);

/**
 * Which field a name of this length and first letter can be: `length * 32 + (letter & 31)`. The names above differ in
 * this pair, so one load and one comparison classify a name; the table's maker throws if a new name breaks that.
 */
const CANDIDATE: Uint8Array = candidates();

function candidates(): Uint8Array {
  const table = new Uint8Array(LONGEST * 32);
  for (let code = 1; code < NAMES.length; code += 1) {
    const name = NAMES[code] as Uint8Array;
    const slot = name.length * 32 + ((name[0] as number) & 31);
    if (table[slot] !== 0) throw new RangeError('Two known fields share length and first letter: add a second letter');
    table[slot] = code;
  }
  return table;
}

/** The field that `bytes[start, end)` names, in any case, or {@link AMBIGUOUS}. Cost: the name's length at most. */
export function fieldOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length >= LONGEST) return FIELD.other;
  const code = CANDIDATE[length * 32 + ((bytes[start] as number) & 31)] as number;
  if (code === FIELD.other) return code;
  const name = NAMES[code] as Uint8Array;
  let underscored = false;
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i] as number;
    if (FOLDED[byte] !== name[i]) return FIELD.other;
    if (byte === UNDERSCORE) underscored = true;
  }
  if (!underscored) return code;
  return code === FIELD['content-length'] || code === FIELD['transfer-encoding'] ? AMBIGUOUS : FIELD.other;
}
