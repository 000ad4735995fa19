/** One entry a line: domains or URLs. */
import { entryOf } from './entry.ts';
import type { FoundEntry, RowReader, RowSink } from './row.ts';
import { statedVersion } from './version.ts';

/** Reads lines of one entry each, with comments. */
export class PlainReader implements RowReader {
  readonly plainEntries: RowReader['plainEntries'];
  readonly #hostOnly: boolean;
  #seenEntry = false;

  /** @param hostOnly - true if the list holds hosts only. */
  constructor(hostOnly: boolean) {
    this.#hostOnly = hostOnly;
    this.plainEntries = hostOnly ? 'hosts' : 'any';
  }

  entryTaken(): void {
    this.#seenEntry = true;
  }

  row(text: string, sink: RowSink): void {
    const found = entryOf(text);
    if (found.kind === 'comment' && !this.#seenEntry) stateVersion(text, sink);
    if (found.kind === 'rejected') sink.rejected(found.reason, found.offset);
    if (found.kind !== 'entry') return;
    this.#seenEntry = true;
    this.found({ text: found.text, offset: found.offset, hostOnly: this.#hostOnly }, sink);
  }

  protected found(entry: FoundEntry, sink: RowSink): void {
    // As Squid writes domains with all below them.
    if (this.#hostOnly && entry.text.startsWith('.'))
      sink.entry({ ...entry, text: entry.text.slice(1), covers: 'domain' });
    else sink.entry(entry);
  }
}

/** Passes on the version that a comment states, if it does. */
export function stateVersion(comment: string, sink: RowSink): void {
  const version = statedVersion(comment);
  if (version !== undefined) sink.version(version);
}
