/**
 * Keyed hashes, one a line, all of one form: HMAC-SHA-256 in full, as 64 hexadecimal digits or as 44 characters of base64 (RFC 4648 §4,
 * with its padding). A shorter one is rejected: it may be cut off or come from another function.
 */
import { entryOf } from './entry.ts';
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

const HEX = /^[\da-f]{64}$/iu;
const BASE64 = /^[A-Za-z\d+/]{43}=$/u;

type Form = 'hex' | 'base64';

/** Reads lines of one hash each, with comments. */
export class HashesReader implements RowReader {
  #form: Form | undefined;

  row(text: string, sink: RowSink): void {
    const found = entryOf(text);
    if (found.kind === 'comment' && this.#form === undefined) stateVersion(text, sink);
    if (found.kind === 'rejected') sink.rejected(found.reason, found.offset);
    if (found.kind !== 'entry') return;
    const form = formOf(found.text);
    this.#form ??= form;
    if (form === undefined || form !== this.#form) sink.rejected('row-malformed', found.offset);
    else sink.entry({ text: hexOf(found.text, form), offset: found.offset, hostOnly: true, isHash: true });
  }
}

function formOf(text: string): Form | undefined {
  if (HEX.test(text)) return 'hex';
  // The last character has two bits more than the hash; if they are set, it is another text for the same bytes.
  return BASE64.test(text) && Buffer.from(text, 'base64').toString('base64') === text ? 'base64' : undefined;
}

function hexOf(text: string, form: Form): string {
  return form === 'hex' ? text.toLowerCase() : Buffer.from(text, 'base64').toString('hex');
}
