/** Records -> the one buffer. The same records, lists and seed give the same bytes. */
import { filterWordsFor } from '../snapshot/filter-size.ts';
import { HEADER, LINE_GROUP } from '../snapshot/layout.ts';
import { SnapshotWriter } from '../snapshot/write.ts';
import { checkedSha256 } from './options.ts';
import type { Content } from './records.ts';
import { RowTable } from './rows.ts';
import { fillAnchors, fillCells, fillFilter, fillLines, fillStarts, rowsOf, wideCells } from './sections.ts';
import type { CompileOptions } from './types.ts';

/** What is frozen in addition to the records. */
export interface FreezeOptions extends CompileOptions {
  /** The digest of the snapshot that this one is an overlay of. */
  readonly base?: Int32Array | undefined;
  /** The digest of what an overlay makes of its base, if that is known. */
  readonly result?: Int32Array | undefined;
}

/** The smallest power of two that is at least `count`, as its exponent; at least 1, because a shift by 32 would be none. */
function logAtLeast(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(Math.max(1, count))));
}

/** Buckets: 6 to 12 cells each. STARTS then takes 0.3 to 0.7 bytes a cell; with 3 to 6 cells hits were no faster. */
function bucketLogOf(cells: number): number {
  return logAtLeast(cells / 12);
}

/** Property by property, so that the same lists give the same bytes, whatever else the caller's objects hold. */
function metaText(markets: readonly string[], lists: CompileOptions['lists']): string {
  return JSON.stringify({
    markets,
    lists: lists.map(({ id, version, markets: served }) => ({ id, version, markets: served })),
  });
}

/** Freezes content into a snapshot. */
export function freeze({ records, anchors }: Content, options: FreezeOptions): SharedArrayBuffer {
  const { lists, markets, seed, base, result } = options;
  const sha256 = options.sha256 === undefined ? undefined : checkedSha256(options.sha256);
  const table = new RowTable(lists, markets);
  const rowOfCell = rowsOf(records, anchors, table);
  const [rows, sets, wide] = [table.rows(), table.sets(), wideCells(rowOfCell)];
  const meta = new TextEncoder().encode(metaText(markets, lists));
  const filterWords = filterWordsFor(records.count + anchors.count);
  const bucketLog = bucketLogOf(records.count);
  const lineGroups = Math.ceil(records.count / LINE_GROUP) + 1;
  const entries = records.starts[records.count] as number;
  const writer = new SnapshotWriter({
    filter: 4 * filterWords,
    starts: 4 * (2 ** bucketLog + 1),
    cells: 8 * records.count,
    rows: rows.byteLength,
    sets: sets.byteLength,
    wide: wide.byteLength,
    places: 4 * records.count,
    lines: 4 * (lineGroups + entries),
    anchors: 12 * anchors.count,
    meta: meta.byteLength,
  });
  writer.header(HEADER.filterWords, [filterWords, bucketLog]);
  writer.header(HEADER.seed, seed);
  writer.header(HEADER.overlay, [Number(base !== undefined)]);
  if (base !== undefined) writer.header(HEADER.base, base);
  if (result !== undefined) writer.header(HEADER.result, result);
  fillFilter(writer.words('filter'), records, anchors);
  fillStarts(writer.words('starts'), 32 - bucketLog, records);
  fillCells(writer.words('cells'), records, rowOfCell);
  writer.words('rows').set(rows);
  writer.words('sets').set(sets);
  writer.words('wide').set(wide);
  writer.words('places').set(records.a.subarray(0, records.count));
  fillLines(writer.words('lines'), lineGroups, records);
  fillAnchors(writer.words('anchors'), anchors);
  writer.bytes('meta').set(meta);
  return writer.finish(sha256);
}
