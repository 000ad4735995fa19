/** The entries of each key -> rows and sets, each distinct one stored once. */

import { ROW, ROW_WORDS } from '../snapshot/layout.ts';
import { commonShape, isAllow, KIND, kindOf, listOf } from '../snapshot/shape.ts';
import type { ListDescription } from '../snapshot/types.ts';
import type { Records } from './records.ts';

/** The four places of a row for lists, in the order in which their lines are written. */
const PLACES = ['ownDeny', 'ownAllow', 'belowDeny', 'belowAllow'] as const;
const SET_WORDS = [ROW.ownDenySet, ROW.ownAllowSet, ROW.belowDenySet, ROW.belowAllowSet] as const;

/** The position of a shape in {@link PLACES}. */
export function placeOf(shape: number): number {
  return (kindOf(shape) === KIND.domain ? 2 : 0) + (isAllow(shape) ? 1 : 0);
}

/** What distinguishes a row from others. Nearly all rules are in one list, and a number is a cheaper name than text. */
function nameOf(shapes: Int32Array, anchored: boolean): string | number {
  return shapes.length === 1 ? (shapes[0] as number) * 2 + Number(anchored) : `${shapes.join(',')}:${Number(anchored)}`;
}

/** Rows and sets under construction. Ids are given in the order of first use, which is that of the keys: the same each time. */
export class RowTable {
  readonly #masks: readonly number[];
  /** Row 0 is "nothing". */
  readonly #rows: number[] = Array.from({ length: ROW_WORDS }, () => 0);
  readonly #sets: number[][] = [[]];
  readonly #rowIds = new Map<string | number, number>();
  readonly #setIds = new Map<string, number>([['', 0]]);

  /** @param markets - names; the position is the bit in a mask */
  constructor(lists: readonly ListDescription[], markets: readonly string[]) {
    this.#masks = lists.map((list) => list.markets.reduce((mask, market) => mask | (1 << markets.indexOf(market)), 0));
  }

  /** The row of record `index`; `anchored` if it is a host with path rules. */
  rowOf(records: Records, index: number, anchored: boolean): number {
    const from = records.starts[index] as number;
    const to = records.starts[index + 1] as number;
    if (from === to && !anchored) return 0;
    const key = nameOf(records.shapes.subarray(from, to), anchored);
    const known = this.#rowIds.get(key);
    if (known !== undefined) return known;
    const id = this.#rows.length / ROW_WORDS;
    this.#rowIds.set(key, id);
    this.#addRow(records.shapes.subarray(from, to), anchored);
    return id;
  }

  /** All rows, one after another. */
  rows(): Int32Array {
    return Int32Array.from(this.#rows);
  }

  /** Where each set starts among the members, one more than there are sets, and then the members. */
  sets(): Int32Array {
    const head = this.#sets.length + 1;
    let start = head;
    const starts = this.#sets.map((set) => (start += set.length) - set.length);
    return Int32Array.from([...starts, start, ...this.#sets.flat()]);
  }

  #addRow(shapes: Int32Array, anchored: boolean): void {
    const row = new Int32Array(ROW_WORDS);
    const members: number[][] = PLACES.map(() => []);
    for (const shape of shapes) {
      const place = placeOf(shape);
      members[place]?.push(listOf(shape));
      row[ROW.ownDeny + place] = (row[ROW.ownDeny + place] as number) | (this.#masks[listOf(shape)] ?? 0);
      row[place < 2 ? ROW.ownShape : ROW.belowShape] = commonShape(shape);
    }
    for (const [place, lists] of members.entries()) row[SET_WORDS[place] ?? 0] = this.#setOf(lists);
    row[ROW.anchored] = Number(anchored);
    row[ROW.lines] = shapes.length;
    this.#rows.push(...row);
  }

  #setOf(lists: number[]): number {
    const name = lists.join(',');
    const known = this.#setIds.get(name);
    if (known !== undefined) return known;
    this.#setIds.set(name, this.#sets.length);
    return this.#sets.push(lists) - 1;
  }
}
