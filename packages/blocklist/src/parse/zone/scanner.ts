/**
 * Lines of a master file (RFC 1035 §5.1) become records: lists of words. Parentheses join lines, quotes join words, `;` begins a comment
 * unless it is quoted or escaped, wherever it is.
 *
 *   bad.test  SOA  ns. host. (            1 record of 9 words, over three lines
 *        2026112301 ; serial
 *        3600 600 86400 60 )
 *   "two words" TXT "a;b"                 words keep their escapes; quoted ones are marked
 *
 * Memory: one record, at most {@link MOST_RECORD_CHARACTERS}.
 */

/** A record may be as long as its data on the wire (65,535 bytes) in escapes. Beyond that, a parenthesis was never closed. */
const MOST_RECORD_CHARACTERS = 262_144;

/** One word, its escapes still in it. */
export interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The words between two ends of records; a directive is one, too. */
export interface ScannedRecord {
  readonly words: readonly Word[];
  /** The record begins with white space: its owner is that of the record before. */
  readonly hasBlankOwner: boolean;
  /** Lines that it spans. */
  readonly lines: number;
  /** A quote or parenthesis without its partner, or an escape at the end of a line. */
  readonly isBroken: boolean;
}

const PLAIN_LINE = /^[^"();\\]*$/u;

/** Cuts lines into records. Never throws; linear in the length. */
export class RecordScanner {
  #words: Word[] = [];
  #characters = 0;
  #lines = 0;
  #depth = 0;
  #hasBlankOwner = false;
  #isBroken = false;

  /** True between the parentheses of a record that the lines so far do not close. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** True if what is open is longer than any record: it would swallow the rest of the file. */
  get isOverlong(): boolean {
    return this.#characters > MOST_RECORD_CHARACTERS;
  }

  /** Reads one line, without its end. Returns the record that ends in it; `undefined` if none does. */
  line(text: string): ScannedRecord | undefined {
    if (this.#lines === 0) this.#hasBlankOwner = text.startsWith(' ') || text.startsWith('\t');
    this.#lines += 1;
    this.#characters += text.length;
    if (PLAIN_LINE.test(text)) this.#plain(text);
    else this.#scan(text);
    return this.isOpen ? undefined : this.#end();
  }

  /** A line was lost before it came here: the record it belongs to, if one is open, is not what it was. */
  lost(): void {
    this.#isBroken ||= this.isOpen;
  }

  #end(): ScannedRecord | undefined {
    const record = {
      words: this.#words,
      hasBlankOwner: this.#hasBlankOwner,
      lines: this.#lines,
      isBroken: this.#isBroken,
    };
    this.#words = [];
    this.#characters = 0;
    this.#lines = 0;
    this.#isBroken = false;
    return record.words.length > 0 || record.isBroken ? record : undefined;
  }

  #plain(text: string): void {
    for (const word of text.split(/[ \t]+/u)) if (word !== '') this.#words.push({ text: word, isQuoted: false });
  }

  #scan(text: string): void {
    for (let at = 0; at < text.length; ) {
      const sign = text[at];
      if (sign === ';') return;
      if (sign === '"') at = this.#quoted(text, at);
      else if (sign === ' ' || sign === '\t') at += 1;
      else if (sign === '(' || sign === ')') {
        this.#parenthesis(sign);
        at += 1;
      } else at = this.#word(text, at);
    }
  }

  #parenthesis(sign: '(' | ')'): void {
    if (sign === '(') this.#depth += 1;
    else if (this.#depth > 0) this.#depth -= 1;
    else this.#isBroken = true;
  }

  /** Returns where the word ends that begins at `start`. */
  #word(text: string, start: number): number {
    let at = start;
    while (at < text.length && !endsWord(text[at])) at += text[at] === '\\' ? 2 : 1;
    if (at > text.length) this.#isBroken = true;
    this.#words.push({ text: text.slice(start, at), isQuoted: false });
    return at;
  }

  /** Returns where the quoted word ends whose quote is at `open`. A quote is closed on its line. */
  #quoted(text: string, open: number): number {
    let at = open + 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    if (at >= text.length) this.#isBroken = true;
    this.#words.push({ text: text.slice(open + 1, at), isQuoted: true });
    return at + 1;
  }
}

function endsWord(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\t' || sign === ';' || sign === '"' || sign === '(' || sign === ')';
}
