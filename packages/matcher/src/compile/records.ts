/**
 * The content of a snapshot, sorted and without its addressing: the form in which rules are merged, compared and frozen.
 *
 *   rules bad.test (lists 0 and 2), shop.test/x/ (list 1)
 *
 *     key      0 = hash "bad.test"      1 = hash "shop.test/x/"
 *     starts   0                        2                             3
 *     shapes   domain·list 0, domain·list 2                prefix·list 1
 *     lines    17             4                            9
 *     anchors  hash "shop.test" × 1
 */

/** Keys in ascending order, unsigned, by (a, b, c), each with its rules in every list. */
export interface Records {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Upper 16 bits; the lower are zero. */
  readonly c: Int32Array;
  /** The records of key i are in `starts[i]` to `starts[i + 1]`. A key that an overlay removes has none. */
  readonly starts: Uint32Array;
  /** shape.ts; ascending and without repetition in each key. */
  readonly shapes: Int32Array;
  readonly lines: Uint32Array;
}

/** Hosts with path rules, in the order of their (a, b), and how many (rule, list) each has: 0 if an overlay took the last. */
export interface Anchors {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly rules: Int32Array;
}

/** The whole content of a snapshot. */
export interface Content {
  readonly records: Records;
  readonly anchors: Anchors;
}

/** Which of two lanes comes first: negative, zero or positive. They compare unsigned. */
export function compareLanes(left: number, right: number): number {
  return (left >>> 0) - (right >>> 0);
}

/** Writes records one key after another, in ascending order. */
export class RecordWriter {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #c: Int32Array;
  readonly #starts: Uint32Array;
  readonly #shapes: Int32Array;
  readonly #lines: Uint32Array;
  #keys = 0;
  #entries = 0;

  /** @param keys - the most keys; @param entries - the most entries of all keys */
  constructor(keys: number, entries: number) {
    this.#a = new Int32Array(keys);
    this.#b = new Int32Array(keys);
    this.#c = new Int32Array(keys);
    this.#starts = new Uint32Array(keys + 1);
    this.#shapes = new Int32Array(entries);
    this.#lines = new Uint32Array(entries);
  }

  /** Begins the next key. */
  key(a: number, b: number, c: number): void {
    this.#a[this.#keys] = a;
    this.#b[this.#keys] = b;
    this.#c[this.#keys] = c;
    this.#keys += 1;
    this.#starts[this.#keys] = this.#entries;
  }

  /** Adds an entry of the key begun last, in ascending order of shapes. */
  add(shape: number, line: number): void {
    this.#shapes[this.#entries] = shape;
    this.#lines[this.#entries] = line;
    this.#entries += 1;
    this.#starts[this.#keys] = this.#entries;
  }

  /** A key of other records with all its entries. */
  copy(from: Records, index: number): void {
    this.key(from.a[index] as number, from.b[index] as number, from.c[index] as number);
    const end = from.starts[index + 1] as number;
    for (let at = from.starts[index] as number; at < end; at += 1)
      this.add(from.shapes[at] as number, from.lines[at] as number);
  }

  /** The keys `[from, to)` of other records, as {@link copy}, all at once. */
  copyRun(from: Records, first: number, last: number): void {
    if (first === last) return;
    const [start, end] = [from.starts[first] as number, from.starts[last] as number];
    this.#a.set(from.a.subarray(first, last), this.#keys);
    this.#b.set(from.b.subarray(first, last), this.#keys);
    this.#c.set(from.c.subarray(first, last), this.#keys);
    this.#shapes.set(from.shapes.subarray(start, end), this.#entries);
    this.#lines.set(from.lines.subarray(start, end), this.#entries);
    const shift = this.#entries - start;
    for (let index = first; index < last; index += 1)
      this.#starts[this.#keys + index - first + 1] = (from.starts[index + 1] as number) + shift;
    this.#keys += last - first;
    this.#entries += end - start;
  }

  /** What was written. */
  records(): Records {
    return {
      count: this.#keys,
      a: this.#a.subarray(0, this.#keys),
      b: this.#b.subarray(0, this.#keys),
      c: this.#c.subarray(0, this.#keys),
      starts: this.#starts.subarray(0, this.#keys + 1),
      shapes: this.#shapes.subarray(0, this.#entries),
      lines: this.#lines.subarray(0, this.#entries),
    };
  }
}
