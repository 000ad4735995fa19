/**
 * A line's text becomes an entry, or nothing (blank, comment).
 *
 *   "  bad.test  # why "   entry "bad.test"
 *   "# bad.test"           nothing: a comment
 *   "bad.test#x"           entry "bad.test#x": a fragment belongs to a URL
 *   "bad.test other.test"  rejected: two fields, and which one is meant is not ours to guess
 *
 * `#` and `;` begin a comment at the start of a line or after white space. Not elsewhere: both occur inside URLs.
 */

/** What a line holds. `offset` counts the characters before the entry, or before what is wrong. */
export type EntryOfLine =
  | { readonly kind: 'entry'; readonly text: string; readonly offset: number }
  | { readonly kind: 'comment' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'rejected'; readonly reason: 'several-fields'; readonly offset: number };

const BLANK: EntryOfLine = { kind: 'blank' };
const COMMENT: EntryOfLine = { kind: 'comment' };
const WHITE_SPACE = /\s/u;

/**
 * Finds the entry in a line. White space around it is dropped: ASCII, Unicode, and a byte order mark that a
 * concatenation of files left in the middle. Never throws; linear in the length.
 */
export function entryOf(line: string): EntryOfLine {
  const text = line.trim();
  if (text === '') return BLANK;
  if (opensComment(text)) return COMMENT;
  const offset = line.indexOf(text);
  const gap = text.search(WHITE_SPACE);
  if (gap === -1) return { kind: 'entry', text, offset };
  if (opensComment(text.slice(gap).trimStart())) return { kind: 'entry', text: text.slice(0, gap), offset };
  return { kind: 'rejected', reason: 'several-fields', offset: offset + gap };
}

function opensComment(text: string): boolean {
  return text.startsWith('#') || text.startsWith(';');
}
