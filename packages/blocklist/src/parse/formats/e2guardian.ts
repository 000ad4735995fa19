/**
 * `bannedsitelist` and `bannedurllist` of e2guardian and DansGuardian, and the `domains` and `urls` files that they include:
 *
 *   bad.test             the host and all below it
 *   site.test/page       page and query that begin so, up to a boundary, in any case, on the host and all below it
 *   192.0.2.1, 192.0.2.0/24    addresses
 *   .Include</file>      refuses the list: without that file it is not whole
 *
 * A slash at the end of a URL means nothing there, and a port is ignored. Ranges of addresses are rejected.
 */
import type { TextPrefix } from '@netvakt/matcher';
import { PlainReader } from './plain.ts';
import type { FoundEntry, RowSink } from './row.ts';

const BELOW: TextPrefix = { hosts: 'below', ends: 'boundary' };
const INCLUDE = /^\s*\.Include\s*</iu;
/** `198.51.100.0/24`, `198.51.100.0/255.255.255.0` */
const NETWORK = /^[\d.]+\/\d+(?:\.\d+)*$/u;
/** `198.51.100.1-198.51.100.9` */
const RANGE = /^[\d.]+-[\d.]+$/u;

/** Looks behind, so that a run of slashes in the middle is read once, and not again from each of them. */
const SLASHES_BEHIND = /(?<!\/)\/+$/u;

/** Reads such lines. */
export class E2guardianReader extends PlainReader {
  override readonly plainEntries: undefined = undefined;

  constructor() {
    super(false);
  }

  override row(text: string, sink: RowSink): void {
    if (INCLUDE.test(text)) sink.refuse('list-includes', 'a line names another file');
    else super.row(text, sink);
  }

  protected override found(entry: FoundEntry, sink: RowSink): void {
    const text = entry.text.replace(/^https?:\/\//iu, '');
    const slash = text.indexOf('/');
    if (RANGE.test(text)) sink.rejected('rule-unsupported', entry.offset);
    else if (NETWORK.test(text)) sink.entry({ ...entry, hostOnly: true });
    else if (slash === -1 || slash === text.length - 1)
      sink.entry({ ...entry, text: text.replace(/\/$/u, ''), hostOnly: true });
    else sink.entry({ ...entry, text: text.replace(SLASHES_BEHIND, ''), prefix: BELOW });
  }
}
