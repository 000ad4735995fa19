/**
 * `;`-CSV as an authority's portal writes it: a header of serial and time, then four columns.
 *
 *   2026112301;1795400400
 *   http://bad.test/a;bad.test;;
 *   ;;http://192.0.2.1/;192.0.2.1
 *
 * There are no quotes: a URL that holds a `;` gives a row of more columns, and is rejected.
 */
import { field, takeColumns } from './columns.ts';
import type { RowReader, RowSink } from './row.ts';

const HEADER = /^\s*(\d{1,20});(\d{1,20})\s*$/u;
const COLUMNS = 4;

/** Reads rows of four columns; the header is the version, as `serial.timestamp`. */
export class SemicolonReader implements RowReader {
  #seenRow = false;

  row(text: string, sink: RowSink): void {
    if (text.trim() === '') return;
    const header = this.#seenRow ? null : HEADER.exec(text);
    this.#seenRow = true;
    if (header !== null) {
      sink.version(`${header[1]}.${header[2]}`);
      return;
    }
    const fields = text.split(';');
    if (fields.length !== COLUMNS) {
      sink.rejected('row-malformed', 0);
      return;
    }
    let offset = 0;
    const [url, domain, ipUrl, ip] = fields.map((part) => {
      const found = field(part, offset);
      offset += part.length + 1;
      return found;
    });
    takeColumns({ url, domain, ipUrl, ip }, sink);
  }
}

/** True for the header row. */
export function looksLikeSerialHeader(text: string): boolean {
  return HEADER.test(text);
}

/** True for a row of four columns. */
export function looksLikeSemicolonRow(text: string): boolean {
  return text.split(';').length === COLUMNS;
}
