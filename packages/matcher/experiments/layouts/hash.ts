/** The keyed suffix hash that all hashing layouts share: three 32-bit lanes, one pass from right to left. */

const MAX_LABELS = 128;
const CLASS: Int32Array = classTable();

function classTable(): Int32Array {
  let state = 0x9e3779b9;
  return Int32Array.from({ length: 256 }, (_, code) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + code;
    return (Math.imul(state ^ (state >>> 13), 0x297a2d39) & ~1) | (code === 0x2e ? 1 : 0);
  });
}

/** Hashes one host at a time; lanes by number of labels less one. */
export class Suffixes {
  readonly a: Int32Array = new Int32Array(MAX_LABELS);
  readonly b: Int32Array = new Int32Array(MAX_LABELS);
  readonly c: Int32Array = new Int32Array(MAX_LABELS);

  /** Fills the lanes; returns the index of the whole host. */
  hash(host: string): number {
    let [labels, a, b, c] = [0, 1, 2, 3];
    for (let at = host.length - 1; at >= 0; at -= 1) {
      const word = CLASS[host.charCodeAt(at)] as number;
      if ((word & 1) !== 0) labels = this.#keep(labels, a, b, c);
      a = Math.imul(a ^ word, 0x85ebca6b);
      b = Math.imul(b ^ ((a >>> 16) | (a << 16)), 0xc2b2ae35);
      c = Math.imul(c, 0x27d4eb2f) ^ b;
    }
    return this.#keep(labels, a, b, c) - 1;
  }

  #keep(labels: number, a: number, b: number, c: number): number {
    this.a[labels] = a;
    this.b[labels] = b;
    this.c[labels] = c;
    return labels + 1;
  }
}

/** The keys of a list, in the order of their first lane. */
export interface Keys {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
}

/** Hashes and sorts. */
export function keysOf(hosts: readonly string[]): Keys {
  const suffixes = new Suffixes();
  const rows = hosts.map((host) => {
    const whole = suffixes.hash(host);
    return [suffixes.a[whole] as number, suffixes.b[whole] as number, suffixes.c[whole] as number] as const;
  });
  rows.sort(([left], [right]) => (left >>> 0) - (right >>> 0));
  return {
    count: rows.length,
    a: Int32Array.from(rows, ([a]) => a),
    b: Int32Array.from(rows, ([, b]) => b),
    c: Int32Array.from(rows, ([, , c]) => c),
  };
}

/** Three bits of 32 for a key. */
export function bits(b: number): number {
  return (1 << (b >>> 27)) | (1 << (b >>> 22)) | (1 << (b >>> 17));
}

/** Words in shared memory. */
export function shared(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * words));
}

/** The place of `lane` among any number of places: a product in floating point. */
export function scaled(lane: number, scale: number): number {
  return ((lane >>> 0) * scale) | 0;
}

/** Cells of 48 bits of fingerprint and 16 of meaning. */
export function cellsOf({ count, b, c }: Keys): Int32Array {
  const cells = shared(2 * count);
  for (let cell = 0; cell < count; cell += 1) {
    cells[cell * 2] = b[cell] as number;
    cells[cell * 2 + 1] = ((c[cell] as number) & (0xffff << 16)) | 1;
  }
  return cells;
}

/** Where each bucket starts among the cells, one more than there are buckets. */
export function startsOf({ count, a }: Keys, buckets: number, bucketOf: (lane: number) => number): Int32Array {
  const starts = shared(buckets + 1);
  let bucket = 0;
  for (let cell = 0; cell < count; cell += 1)
    for (const own = bucketOf(a[cell] as number); bucket <= own; bucket += 1) starts[bucket] = cell;
  return starts.fill(count, bucket);
}

/** True if a bucket holds a key. */
export function holds(cells: Int32Array, from: number, to: number, b: number, c: number): boolean {
  for (let cell = from; cell < to; cell += 1)
    if (cells[cell * 2] === b && ((cells[cell * 2 + 1] as number) ^ c) >>> 16 === 0) return true;
  return false;
}
