/**
 * `,`-CSV with quotes (RFC 4180) and named columns: the header names the columns, in any order and case. Columns that
 * nobody here knows are ignored.
 *
 *   id,"URL",added,domain
 *   1,"http://bad.test/a,b",2026-11-23,bad.test
 *
 * One difference from the RFC: a quoted field holds no line end. An entry with one is broken anyway, and so a quote that is
 * never closed costs one row, not the rest of the list.
 */
import { type Columns, type Field, field, takeColumns } from './columns.ts';
import type { RowReader, RowSink } from './row.ts';

type ColumnName = 'url' | 'domain' | 'ip';

/** Names seen in headers. */
const NAMES: ReadonlyMap<string, ColumnName> = new Map([
  ['url', 'url'],
  ['uri', 'url'],
  ['domain', 'domain'],
  ['host', 'domain'],
  ['hostname', 'domain'],
  ['fqdn', 'domain'],
  ['ip', 'ip'],
  ['ip address', 'ip'],
  ['ip_address', 'ip'],
]);

/** Reads rows whose first names the columns. */
export class CsvReader implements RowReader {
  #columns: readonly (ColumnName | undefined)[] | undefined;

  row(text: string, sink: RowSink): void {
    if (text.trim() === '' || text.startsWith('#')) return;
    const fields = fieldsOf(text);
    if (fields === undefined) sink.rejected('row-quotes', 0);
    else if (this.#columns === undefined) this.#header(fields, sink);
    else if (fields.length !== this.#columns.length) sink.rejected('row-malformed', 0);
    else takeColumns(this.#named(fields, this.#columns), sink);
  }

  #header(fields: readonly Field[], sink: RowSink): void {
    const columns = columnsOf(fields);
    if (columns === undefined) sink.rejected('row-malformed', 0);
    else this.#columns = columns;
  }

  #named(fields: readonly Field[], columns: readonly (ColumnName | undefined)[]): Columns {
    const named: Partial<Record<ColumnName, Field | undefined>> = {};
    for (const [index, name] of columns.entries()) {
      const found = fields[index];
      if (name !== undefined && found !== undefined) named[name] = field(found.text, found.offset);
    }
    return named;
  }
}

/** True for a header that names a column which holds entries. */
export function looksLikeCsvHeader(text: string): boolean {
  if (!text.includes(',')) return false;
  const fields = fieldsOf(text);
  return fields !== undefined && columnsOf(fields) !== undefined;
}

/** The number of fields of a row, 0 if its quotes are broken. */
export function csvWidth(text: string): number {
  return fieldsOf(text)?.length ?? 0;
}

/** Which column is what; `undefined` if none holds entries, or one is named twice. */
function columnsOf(fields: readonly Field[]): readonly (ColumnName | undefined)[] | undefined {
  const columns = fields.map(({ text }) => NAMES.get(text.trim().toLowerCase()));
  const known = columns.filter((name) => name !== undefined);
  return known.length > 0 && new Set(known).size === known.length ? columns : undefined;
}

/** The fields of a row, unquoted; `undefined` if a quote is not closed, or is inside a field. */
function fieldsOf(text: string): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  for (;;) {
    const quoted = text[at] === '"';
    const end = quoted ? closingQuote(text, at) : endOfPlain(text, at);
    if (end === -1) return undefined;
    fields.push(
      quoted
        ? { text: text.slice(at + 1, end - 1).replaceAll('""', '"'), offset: at + 1 }
        : { text: text.slice(at, end), offset: at },
    );
    if (end === text.length) return fields;
    if (text[end] !== ',') return undefined;
    at = end + 1;
  }
}

/** The index after the quote that closes the one at `open`, or -1. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return -1;
}

/** The end of a field without quotes, or -1 if it holds one. */
function endOfPlain(text: string, start: number): number {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const quote = text.indexOf('"', start);
  return quote !== -1 && quote < end ? -1 : end;
}
