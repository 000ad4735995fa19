/** CSV text -> rows of named fields. The one way in for every table that somebody else may have written. */
import { CsvError, parse } from 'csv-parse/sync';
import { type FaultyKind, faulty } from './read.ts';

/** What a table is, to those who read messages about it. */
export interface TableKind<Column extends string> extends FaultyKind {
  readonly mostRows: number;
  /** Characters of one row. */
  readonly mostRowLength: number;
  /** Columns that must be there, in any order. */
  readonly columns: readonly Column[];
  /** Further columns that are read; the others are left out, or a fault. */
  readonly further?: RegExp;
  readonly refusesOthers?: boolean;
}

/** One row below the header. */
export interface TableRow<Column extends string> {
  /** The line of the file on which it ends, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<Column, string>>;
}

/**
 * Reads a table: commas or semicolons, with or without a byte order mark, columns in any order. There is at least one row.
 *
 * @throws CoalitionError ERR_DOCUMENT - names the line; never quotes a value.
 */
export function readTable<Column extends string>(
  text: string,
  kind: TableKind<Column>,
): readonly [TableRow<Column>, ...TableRow<Column>[]] {
  const { mostLength, mostRows, mostRowLength } = kind;
  if (text.length > mostLength) throw faulty(kind, [`it has more than ${mostLength} characters`]);
  const header = /\S.*/u.exec(text)?.[0] ?? '';
  try {
    const found = parse(text, {
      bom: true,
      delimiter: header.includes(';') ? ';' : ',',
      trim: true,
      skip_empty_lines: true,
      max_record_size: mostRowLength,
      to: mostRows + 1,
      info: true,
      columns: (names: string[]) => checkedHeader(names, kind),
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: Record<Column, string> }[];
    const [first, ...others] = found.map(({ info, record }) => ({ line: info.lines, fields: record }));
    if (first === undefined) throw faulty(kind, ['it has no row below its header']);
    if (found.length > mostRows) throw faulty(kind, [`it has more than ${mostRows} rows`]);
    return [first, ...others];
  } catch (error) {
    if (error instanceof CsvError) throw faulty(kind, [`line ${Number(error['lines'] ?? 1)}: ${error.code}`]);
    throw error;
  }
}

/** Names of the columns that are read; `false` for one that is left out. */
function checkedHeader(names: readonly string[], kind: TableKind<string>): (string | false)[] {
  const absent = kind.columns.filter((name) => !names.includes(name));
  if (absent.length > 0) throw faulty(kind, [`line 1: no column ${absent.join(', ')}`]);
  const known = names.map((name) => (kind.columns.includes(name) || kind.further?.test(name) === true ? name : false));
  const odd = known.indexOf(false);
  if (kind.refusesOthers === true && odd !== -1)
    throw faulty(kind, [`line 1: column ${odd + 1} is none of this table`]);
  const read = known.filter((name) => name !== false);
  if (new Set(read).size < read.length) throw faulty(kind, ['line 1: a column is there twice']);
  return known;
}
