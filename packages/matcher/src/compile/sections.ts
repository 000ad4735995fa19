/** How each section is filled. Every function writes one section of layout.ts, given as words that are zero before. */
import { filterBits, filterBitsAfter } from '../hash/lanes.ts';
import { filterSizeOf, filterWord } from '../snapshot/filter-size.ts';
import { ANCHOR_WORDS, LINE_GROUP, WIDE_ROW } from '../snapshot/layout.ts';
import { type Anchors, compareLanes, type Records } from './records.ts';
import { placeOf, type RowTable } from './rows.ts';

/** The row of each record. The row of a host with its own rules has a mark if there are path rules too. */
export function rowsOf(records: Records, anchors: Anchors, table: RowTable): Int32Array {
  const rows = new Int32Array(records.count);
  let anchor = 0;
  for (let index = 0; index < records.count; index += 1) {
    const [a, b] = [records.a[index] as number, records.b[index] as number];
    while (anchor < anchors.count && beforeKey(anchors, anchor, a, b)) anchor += 1;
    const anchored =
      anchor < anchors.count && anchors.a[anchor] === a && anchors.b[anchor] === b && anchors.rules[anchor] !== 0;
    rows[index] = table.rowOf(records, index, anchored);
  }
  return rows;
}

function beforeKey(anchors: Anchors, anchor: number, a: number, b: number): boolean {
  const order = compareLanes(anchors.a[anchor] as number, a);
  return order < 0 || (order === 0 && compareLanes(anchors.b[anchor] as number, b) < 0);
}

/** (cell, row) of each cell whose row does not fit into it. */
export function wideCells(rows: Int32Array): Int32Array {
  const pairs: number[] = [];
  for (const [cell, row] of rows.entries()) if (row >= WIDE_ROW) pairs.push(cell, row);
  return Int32Array.from(pairs);
}

/** Sets the bits of every key, and of every host that has path rules. */
export function fillFilter(filter: Int32Array, records: Records, anchors: Anchors): void {
  const size = filterSizeOf(filter.length);
  if (size === undefined)
    throw new RangeError(`FILTER cannot have ${filter.length} words: filterWordsFor was not asked`);
  const { factor, shift } = size;
  const set = (a: number, b: number): void => {
    const word = filterWord(a, factor, shift);
    filter[word] = (filter[word] as number) | filterBits(b);
    filter[word + 1] = (filter[word + 1] as number) | filterBitsAfter(b);
  };
  for (let index = 0; index < records.count; index += 1) set(records.a[index] as number, records.b[index] as number);
  for (let index = 0; index < anchors.count; index += 1)
    if (anchors.rules[index] !== 0) set(anchors.a[index] as number, anchors.b[index] as number);
}

/** The first cell of each bucket, and the number of cells after the last. */
export function fillStarts(starts: Int32Array, shift: number, records: Records): void {
  let bucket = 0;
  for (let cell = 0; cell < records.count; cell += 1) {
    const own = (records.a[cell] as number) >>> shift;
    for (; bucket <= own; bucket += 1) starts[bucket] = cell;
  }
  starts.fill(records.count, bucket);
}

/** Fingerprint and row of each key. */
export function fillCells(cells: Int32Array, records: Records, rows: Int32Array): void {
  for (let cell = 0; cell < records.count; cell += 1) {
    cells[cell * 2] = records.b[cell] as number;
    cells[cell * 2 + 1] = (records.c[cell] as number) | Math.min(rows[cell] as number, WIDE_ROW);
  }
}

/** Where the lines of each group of cells start, and the lines: of each cell by place in its row, then by list. */
export function fillLines(words: Int32Array, groups: number, records: Records): void {
  let next = groups;
  for (let cell = 0; cell < records.count; cell += 1) {
    if (cell % LINE_GROUP === 0) words[cell / LINE_GROUP] = next - groups;
    const [from, to] = [records.starts[cell] as number, records.starts[cell + 1] as number];
    if (to - from === 1) {
      words[next] = records.lines[from] as number;
      next += 1;
    } else {
      const entries = Array.from({ length: to - from }, (_, at) => from + at);
      const byPlace = entries.toSorted((x, y) => placeAt(records, x) - placeAt(records, y));
      words.set(
        byPlace.map((at) => records.lines[at] as number),
        next,
      );
      next += entries.length;
    }
  }
  words[groups - 1] = next - groups;
}

function placeAt(records: Records, at: number): number {
  return placeOf(records.shapes[at] as number);
}

/** The anchors as they are. */
export function fillAnchors(words: Int32Array, anchors: Anchors): void {
  for (let index = 0; index < anchors.count; index += 1) {
    words[index * ANCHOR_WORDS] = anchors.a[index] as number;
    words[index * ANCHOR_WORDS + 1] = anchors.b[index] as number;
    words[index * ANCHOR_WORDS + 2] = anchors.rules[index] as number;
  }
}
