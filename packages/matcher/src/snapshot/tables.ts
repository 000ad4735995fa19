/** The sections of a snapshot as typed arrays over its buffer, and the content of a row. */
import { type FilterSize, filterSizeOf } from './filter-size.ts';
import {
  HEADER,
  LINE_GROUP,
  ROW,
  ROW_WORDS,
  SECTION_ALIGNMENT,
  SECTION_NAMES,
  type SectionName,
  WIDE_ROW,
} from './layout.ts';

/** A snapshot's sections. Views, not copies: every thread sees the same memory. */
export class Tables {
  readonly header: Int32Array;
  readonly filter: Int32Array;
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly rows: Int32Array;
  readonly sets: Int32Array;
  readonly wide: Int32Array;
  readonly places: Int32Array;
  readonly lines: Int32Array;
  readonly anchors: Int32Array;
  readonly meta: Uint8Array;
  /** undefined until the size of FILTER is checked (check-tables.ts), never after. */
  readonly filterSize: FilterSize | undefined;
  readonly bucketShift: number;
  readonly cellCount: number;

  /** @param header - of a buffer whose checks have passed (validate.ts) */
  constructor(buffer: ArrayBufferLike, header: Int32Array) {
    const words = (name: SectionName): Int32Array => {
      const { first, bytes } = sectionOf(header, name);
      return new Int32Array(buffer, first * SECTION_ALIGNMENT, bytes >>> 2);
    };
    this.header = header;
    this.filter = words('filter');
    this.starts = words('starts');
    this.cells = words('cells');
    this.rows = words('rows');
    this.sets = words('sets');
    this.wide = words('wide');
    this.places = words('places');
    this.lines = words('lines');
    this.anchors = words('anchors');
    const meta = sectionOf(header, 'meta');
    this.meta = new Uint8Array(buffer, meta.first * SECTION_ALIGNMENT, meta.bytes);
    this.filterSize = filterSizeOf(this.filter.length);
    this.bucketShift = 32 - (header[HEADER.bucketLog] ?? 0);
    this.cellCount = this.cells.length / 2;
  }

  /** Where the row of a cell starts in `rows`. */
  rowAt(cell: number): number {
    const row = (this.cells[cell * 2 + 1] as number) & WIDE_ROW;
    return (row === WIDE_ROW ? this.#wideRow(cell) : row) * ROW_WORDS;
  }

  /** The members of a set, as a copy. */
  set(id: number): number[] {
    return [...this.sets.subarray(this.sets[id], this.sets[id + 1])];
  }

  /** Where the lines of a cell start in `lines`: the start of its group, plus the counts in the rows of the cells before it. */
  linesAt(cell: number): number {
    const group = Math.floor(cell / LINE_GROUP);
    let at = Math.ceil(this.cellCount / LINE_GROUP) + 1 + (this.lines[group] ?? 0);
    for (let before = group * LINE_GROUP; before < cell; before += 1)
      at += this.rows[this.rowAt(before) + ROW.lines] ?? 0;
    return at;
  }

  /** Binary search: only snapshots with 65,535 and more distinct combinations of lists come here. */
  #wideRow(cell: number): number {
    let low = 0;
    let high = this.wide.length / 2;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.wide[middle * 2] as number) < cell) low = middle + 1;
      else high = middle;
    }
    return this.wide[low * 2 + 1] as number;
  }
}

/** The place of a section: its first block and its length in bytes. */
export function sectionOf(header: Int32Array, name: SectionName): { readonly first: number; readonly bytes: number } {
  const at = HEADER.sections + SECTION_NAMES.indexOf(name) * 4;
  return { first: (header[at] ?? 0) >>> 0, bytes: (header[at + 1] ?? 0) >>> 0 };
}
