/**
 * The two files of a squidGuard or ufdbGuard folder:
 *
 *   domains   bad.test          the host and all below it
 *   urls      site.test/page    pages that begin so, in any case, on the host and on www, web and ftp in front of it, on every port
 *
 * The first field of a line counts, as there. In `urls`, a URL without a path is the root of its site, never its domain. One of the two may be
 * delivered alone; so a URL in `domains` is one.
 */
import type { TextPrefix } from '@netvakt/matcher';
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

const SITE: TextPrefix = { hosts: 'site', ends: 'anywhere' };
const FIRST_FIELD = /^\s*([^#\s]\S*)/u;

/** Reads one of the two files. */
export class SquidguardReader implements RowReader {
  readonly #file: 'domains' | 'urls';

  constructor(file: 'domains' | 'urls') {
    this.#file = file;
  }

  row(text: string, sink: RowSink): void {
    const [, entry] = FIRST_FIELD.exec(text) ?? [];
    if (entry === undefined) stateVersion(text, sink);
    else if (this.#file === 'urls' || entry.includes('/'))
      sink.entry({ text: entry, offset: text.indexOf(entry), hostOnly: false, prefix: SITE });
    else sink.entry({ text: entry, offset: text.indexOf(entry), hostOnly: true });
  }
}
