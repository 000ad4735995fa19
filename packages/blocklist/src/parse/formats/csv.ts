/**
 * CSV with quotes (RFC 4180) and named columns: the header names the columns, in any order and case. Columns that nobody here knows are
 * ignored. Between fields is what the header has between its names: `,` `;` `|` or a tab. The header may be a comment.
 *
 *   id,"URL",added,domain                          # url<tab>domain<tab>added
 *   1,"http://bad.test/a,b",2026-11-23,bad.test    http://bad.test/a<tab>bad.test<tab>2026-11-23
 *
 * One difference from the RFC: a quoted field holds no line end. An entry with one is broken anyway, and so a quote that is
 * never closed costs one row, not the rest of the list.
 */
import { type ColumnName, type Columns, columnNamed, type Field, field, takeColumns } from './columns.ts';
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

const SEPARATORS = [',', ';', '\t', '|'] as const;
/** The first line of a file for spreadsheets. */
const SEPARATOR_LINE = /^"?sep=[,;|\t]"?$/iu;

/** How the rows of a list are written. */
interface CsvHeader {
  readonly separator: string;
  readonly columns: readonly (ColumnName | undefined)[];
}

/** Reads rows whose first names the columns. */
export class CsvReader implements RowReader {
  #header: CsvHeader | undefined;
  #headerText = '';

  row(text: string, sink: RowSink): void {
    const line = text.trim();
    if (line === '' || SEPARATOR_LINE.test(line)) return;
    if (text.startsWith('#')) this.#comment(text, sink);
    else if (this.#header === undefined) this.#readHeader(text, sink);
    // If files were joined, the header is there again.
    else if (text !== this.#headerText) this.#fields(text, this.#header, sink);
  }

  #comment(text: string, sink: RowSink): void {
    stateVersion(text, sink);
    this.#header ??= headerIn(text);
  }

  #readHeader(text: string, sink: RowSink): void {
    this.#header = headerOf(text);
    this.#headerText = text;
    if (this.#header === undefined) sink.rejected('row-malformed', 0);
  }

  #fields(text: string, { separator, columns }: CsvHeader, sink: RowSink): void {
    const fields = fieldsOf(text, separator);
    if (fields === undefined) sink.rejected('row-quotes', 0);
    else if (fields.length !== columns.length) sink.rejected('row-malformed', 0);
    else takeColumns(named(fields, columns), sink);
  }
}

function named(fields: readonly Field[], columns: readonly (ColumnName | undefined)[]): Columns {
  const found: Partial<Record<ColumnName, Field | undefined>> = {};
  for (const [index, name] of columns.entries()) {
    const at = fields[index];
    if (name !== undefined && at !== undefined) found[name] = field(at.text, at.offset);
  }
  return found;
}

/** How many of `rows`, comments included, look like CSV with a header: all or none, for without a header a table could be any. */
export function explainedAsCsv(rows: readonly string[]): number {
  const first = rows.findIndex((row) => headerIn(row) !== undefined);
  const header = headerIn(rows[first] ?? '');
  if (header === undefined || rows.slice(0, first).some((row) => !isAside(row))) return 0;
  const width = header.columns.length;
  const isRow = (row: string): boolean => isAside(row) || fieldsOf(row, header.separator)?.length === width;
  return width > 1 ? rows.slice(first).filter(isRow).length + first : 0;
}

/** A comment, or the line for spreadsheets. */
function isAside(row: string): boolean {
  return row.startsWith('#') || SEPARATOR_LINE.test(row.trim());
}

/** The header that a row or a comment is. */
function headerIn(row: string): CsvHeader | undefined {
  return headerOf(row.replace(/^#+\s*/u, ''));
}

/** The header of a row; `undefined` if none of its columns holds entries, or one is named twice. */
function headerOf(text: string): CsvHeader | undefined {
  for (const separator of SEPARATORS) {
    const columns = columnsOf(fieldsOf(text, separator) ?? []);
    if (columns !== undefined) return { separator, columns };
  }
  return undefined;
}

function columnsOf(fields: readonly Field[]): readonly (ColumnName | undefined)[] | undefined {
  const columns = fields.map(({ text }) => columnNamed(text));
  const known = columns.filter((name) => name !== undefined);
  return known.length > 0 && new Set(known).size === known.length ? columns : undefined;
}

/** The fields of a row, unquoted; `undefined` if a quote is not closed, or is inside a field. */
function fieldsOf(text: string, separator: string): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  for (;;) {
    const quote = openingQuote(text, at);
    const end = quote === -1 ? endOfPlain(text, at, separator) : closingQuote(text, quote, separator);
    if (end === undefined) return undefined;
    fields.push(
      quote === -1
        ? { text: text.slice(at, end), offset: at }
        : { text: text.slice(quote + 1, text.lastIndexOf('"', end - 1)).replaceAll('""', '"'), offset: quote + 1 },
    );
    if (end === text.length) return fields;
    at = end + 1;
  }
}

/** The quote that a field begins with, spaces before it left out; -1 for a field without one. */
function openingQuote(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at += 1;
  return text[at] === '"' ? at : -1;
}

/** Where the field with the quote at `open` ends: at a separator or the end of the row, spaces before it left out. */
function closingQuote(text: string, open: number, separator: string): number | undefined {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] === '"') continue;
    let end = at + 1;
    while (text[end] === ' ') end += 1;
    return end === text.length || text[end] === separator ? end : undefined;
  }
  return undefined;
}

/** The end of a field without quotes; `undefined` if it holds one. */
function endOfPlain(text: string, start: number, separator: string): number | undefined {
  const next = text.indexOf(separator, start);
  const end = next === -1 ? text.length : next;
  return text.slice(start, end).includes('"') ? undefined : end;
}
