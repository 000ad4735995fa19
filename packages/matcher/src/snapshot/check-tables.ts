/**
 * What may be wrong inside the sections, if the checksums are right: a compiler's fault, or a hostile hand. After this every
 * index that a lookup follows is in range, and every loop is bounded by STARTS or by the length of the request.
 */
import { filterSizeOf } from './filter-size.ts';
import { ANCHOR_WORDS, HEADER, LINE_GROUP, MAX_MARKETS, ROW, ROW_WORDS, WIDE_ROW } from './layout.ts';
import { isKnownShape } from './shape.ts';
import type { Tables } from './tables.ts';
import { fail } from './validate.ts';

const SETS = [ROW.ownDenySet, ROW.ownAllowSet, ROW.belowDenySet, ROW.belowAllowSet] as const;
const MAX_LOG = 28;

function ensure(condition: boolean, otherwise: string): void {
  if (!condition) fail('ERR_SNAPSHOT_STRUCTURE', otherwise);
}

/** Checks every index that a lookup or a description follows. Linear; 3 ms for a million entries. */
export function checkTables(tables: Tables, markets: number, lists: number): void {
  checkIndex(tables);
  checkSets(tables.sets, lists);
  checkRows(tables, markets);
  checkCells(tables);
  ensure(tables.anchors.length % ANCHOR_WORDS === 0, 'ANCHORS ends within an entry');
}

function checkIndex({ header, filter, starts, cells, places, cellCount }: Tables): void {
  const [filterWords = 0, bucketLog = 0] = header.subarray(HEADER.filterWords, HEADER.filterWords + 2);
  ensure(
    filterSizeOf(filterWords) !== undefined && filter.length === filterWords,
    'FILTER has another size than declared',
  );
  ensure(
    bucketLog >= 1 && bucketLog <= MAX_LOG && starts.length === 2 ** bucketLog + 1,
    'STARTS has another size than declared',
  );
  ensure(cells.length % 2 === 0 && places.length === cellCount, 'CELLS and PLACES differ in length');
  let previous = 0;
  for (let bucket = 0; bucket < starts.length; bucket += 1) {
    const start = starts[bucket] as number;
    if (start < previous) ensure(false, 'STARTS does not ascend');
    previous = start;
  }
  ensure(starts[0] === 0 && previous === cellCount, 'STARTS does not span CELLS');
}

function checkSets(sets: Int32Array, lists: number): void {
  const head = sets[0] ?? 0;
  ensure(head >= 2 && head <= sets.length && sets[head - 1] === sets.length, 'SETS does not span its members');
  for (let at = 1; at < head; at += 1) ensure((sets[at] as number) >= (sets[at - 1] as number), 'SETS does not ascend');
  for (const list of sets.subarray(head)) ensure(list >= 0 && list < lists, 'a set names a list that is not there');
}

function checkRows({ rows, sets }: Tables, markets: number): void {
  ensure(rows.length >= ROW_WORDS && rows.length % ROW_WORDS === 0, 'ROWS ends within a row');
  const served = markets === MAX_MARKETS ? -1 : (1 << markets) - 1;
  const setCount = (sets[0] as number) - 1;
  for (let row = 0; row < rows.length; row += ROW_WORDS) {
    for (let mask = row; mask < row + 4; mask += 1)
      ensure(((rows[mask] as number) & ~served) === 0, 'a row names a market that is not there');
    let lines = 0;
    for (const word of SETS) {
      const set = rows[row + word] as number;
      ensure(set >= 0 && set < setCount, 'a row names a set that is not there');
      lines += (sets[set + 1] as number) - (sets[set] as number);
    }
    ensure(rows[row + ROW.lines] === lines, 'a row has another number of lines than lists');
    ensure(isKnownShape(rows[row + ROW.ownShape] as number), 'a row has a kind that is not there');
  }
}

/** One pass over the cells: each row exists, WIDE has it at the right place, and LINES has the number of lines in the row. */
function checkCells({ cells, cellCount, rows, wide, lines }: Tables): void {
  // Locals: an export of another module is loaded again in each turn. An iterator of a typed array is slow until it is optimised, and
  // code that runs once in a process may never be. 4.9 ms instead of 8.3 for all checks of a million cells.
  const group = LINE_GROUP;
  const wideRow = WIDE_ROW;
  const linesOf = linesOfRows(rows);
  const rowCount = linesOf.length;
  let wideCells = 0;
  let counted = 0;
  for (let cell = 0; cell < cellCount; cell += 1) {
    if (cell % group === 0 && lines[cell / group] !== counted) ensure(false, 'LINES does not fit ROWS');
    let row = (cells[cell * 2 + 1] as number) & wideRow;
    if (row === wideRow) {
      ensure(wide[wideCells * 2] === cell, 'WIDE lacks a cell');
      row = wide[wideCells * 2 + 1] as number;
      wideCells += 1;
    }
    if (row < 0 || row >= rowCount) ensure(false, 'a cell names a row that is not there');
    counted += linesOf[row] as number;
  }
  ensure(wide.length === wideCells * 2, 'WIDE has more cells than CELLS');
  ensure(lines.length === Math.ceil(cellCount / group) + 1 + counted, 'LINES has another length than ROWS say');
}

/** The number of lines in each row. */
function linesOfRows(rows: Int32Array): Int32Array {
  const count = rows.length / ROW_WORDS;
  return Int32Array.from({ length: count }, (_, row) => rows[row * ROW_WORDS + ROW.lines] as number);
}
