/** Snapshot -> content: what was frozen, to be merged or compared. */
import { ANCHOR_WORDS, ROW, ROW_WORDS } from '../snapshot/layout.ts';
import type { OpenedSnapshot } from '../snapshot/open.ts';
import { withList } from '../snapshot/shape.ts';
import type { Tables } from '../snapshot/tables.ts';
import { type Anchors, type Content, RecordWriter } from './records.ts';

const PLACES = [
  { set: ROW.ownDenySet, shape: ROW.ownShape, allow: false },
  { set: ROW.ownAllowSet, shape: ROW.ownShape, allow: true },
  { set: ROW.belowDenySet, shape: ROW.belowShape, allow: false },
  { set: ROW.belowAllowSet, shape: ROW.belowShape, allow: true },
] as const;

/** A shape and which of its cell's lines is its own. */
interface ShapedLine {
  readonly shape: number;
  readonly line: number;
}

/** The content of a row, in ascending order of shapes; lines are in the order of the row's places. */
function shapedLinesOf(tables: Tables, row: number): readonly ShapedLine[] {
  const shapes = PLACES.flatMap(({ set, shape, allow }) =>
    tables
      .set(tables.rows[row + set] as number)
      .map((list) => withList(tables.rows[row + shape] as number, list, allow)),
  );
  return shapes.map((shape, line) => ({ shape, line })).sort((left, right) => left.shape - right.shape);
}

/** The entries of a cell: lines by shape. */
export function linesByShapeAt(tables: Tables, cell: number): [shape: number, line: number][] {
  const first = tables.linesAt(cell);
  return shapedLinesOf(tables, tables.rowAt(cell)).map(({ shape, line }) => [
    shape,
    (tables.lines[first + line] as number) >>> 0,
  ]);
}

/** The content of a snapshot. Rows are few, so each is read once. */
export function contentFrom({ tables }: OpenedSnapshot): Content {
  const { cells, cellCount, places, lines } = tables;
  const first = tables.linesAt(0);
  const writer = new RecordWriter(cellCount, lines.length - first);
  const known: (readonly ShapedLine[] | undefined)[] = [];
  let line = first;
  for (let cell = 0; cell < cellCount; cell += 1) {
    const row = tables.rowAt(cell);
    const shapedLines = (known[row / ROW_WORDS] ??= shapedLinesOf(tables, row));
    writer.key(places[cell] as number, cells[cell * 2] as number, (cells[cell * 2 + 1] as number) & (0xffff << 16));
    for (const shaped of shapedLines) writer.add(shaped.shape, lines[line + shaped.line] as number);
    line += shapedLines.length;
  }
  return { records: writer.records(), anchors: anchorsFrom(tables) };
}

function anchorsFrom({ anchors }: Tables): Anchors {
  const count = anchors.length / ANCHOR_WORDS;
  const [a, b, rules] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  for (let at = 0; at < count; at += 1) {
    a[at] = anchors[at * ANCHOR_WORDS] as number;
    b[at] = anchors[at * ANCHOR_WORDS + 1] as number;
    rules[at] = anchors[at * ANCHOR_WORDS + 2] as number;
  }
  return { count, a, b, rules };
}
