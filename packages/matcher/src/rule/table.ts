/**
 * The rules of one list as columns: 24 bytes a rule, and its text once, as bytes. An object a rule with its strings took 290 bytes, and
 * the collector spent more than a second on a million of them.
 *
 *   rule      http://shop.test:8080/a/b?q=1, line 7
 *   text      shop.test  /a/b   ?q=1
 *   words     start of the text, flags and length of the host, length of the path, length of the query, port, line
 */
import { isRule, shapeFaultOf } from './check.ts';
import { LINE, ofKind, type RuleFlags, RuleView, TABLE_FLAGS, TABLE_WORDS } from './table-row.ts';
import type { Rule, RuleKind } from './types.ts';

const QUESTION = 0x3f;
const FIRST_ROWS = 256;
const FIRST_TEXT = 8192;
const MULTIPLIER = 0x9e37_79b1;
/** Text that a table takes: its starts are 32-bit words with a sign. The rest is room for the last rule. */
const MOST_TEXT = 2 ** 31 - 2 ** 24;
const FNV_PRIME = 0x0100_0193;

/** Where a rule is in bytes: its host is `[start, hostEnd)`, its path `[hostEnd, end)`. */
export interface RuleSpan {
  readonly start: number;
  readonly hostEnd: number;
  readonly end: number;
}

/**
 * The rules of one list, in its order; all of them deny. Iterating makes an object for each rule.
 *
 * @example
 * const table = new RuleTable(0);
 * table.push(rule('bad.example'));
 * openSnapshot(compile([table], options)).ruleCount; // → 1
 */
export class RuleTable implements Iterable<Rule> {
  /** Position of the list in the compilation. */
  readonly list: number;
  /** All text; replaced as it grows. */
  text: Uint8Array = new Uint8Array(FIRST_TEXT);
  /** All words (table-row.ts); replaced as they grow. */
  words: Int32Array = new Int32Array(FIRST_ROWS * TABLE_WORDS);
  #textLength = 0;
  #rows = 0;
  #excluded = 0;

  /** @throws TypeError if `list` is no position: 0 is the first list */
  constructor(list: number) {
    if (!Number.isInteger(list) || list < 0)
      throw new TypeError(`Cannot make a table: ${list} is no position of a list. The first list is 0`);
    this.list = list;
  }

  /** Rows, those that were kept out included. */
  get rows(): number {
    return this.#rows;
  }

  /** Rules. */
  get length(): number {
    return this.#rows - this.#excluded;
  }

  /** True if no rule may be added: the start of its text would not be known any more. */
  get isFull(): boolean {
    return this.#textLength > MOST_TEXT;
  }

  /**
   * Adds a rule; returns its row. Its list is that of the table. Linear in its text.
   *
   * @throws TypeError for a rule that allows, or that is not canonical
   */
  push(rule: Rule): number {
    if (!isRule(rule))
      throw new TypeError(
        'Cannot add a rule: it is none. Make rules with ruleFrom, and pass what it returns as `rule`',
      );
    const fault = rule.action === 'allow' ? 'it allows, and all rules of a table deny' : shapeFaultOf(rule);
    if (fault !== undefined) throw new TypeError(`Cannot add the rule of line ${rule.line}: ${fault}`);
    const { kind, host, path, query, port, pathCase, networkBits, text, line } = rule;
    const pathText = kind === 'prefix' || kind === 'url' ? path : '';
    const flags = { folded: pathCase === 'insensitive', port, query, networkBits, text };
    const start = this.#room(host.length + pathText.length + 1 + (query?.length ?? 0));
    let end = this.#write(host, start);
    end = this.#write(pathText, end);
    if (query !== undefined) {
      this.text[end] = QUESTION;
      end = this.#write(query, end + 1);
    }
    this.#textLength = end;
    return this.#addRow(start, ofKind(kind, host.length, flags), pathText.length, flags, line);
  }

  /**
   * Adds a rule without port and query, whose host and path are in `bytes`, both canonical; a kind without a path has an empty one. Returns its row. Allocates nothing but room.
   */
  pushBytes(kind: RuleKind, bytes: Uint8Array, { start, hostEnd, end }: RuleSpan, line: number): number {
    const at = this.#room(end - start);
    const { text } = this;
    for (let from = start, to = at; from < end; from += 1, to += 1) text[to] = bytes[from] as number;
    this.#textLength = at + end - start;
    return this.#addRow(at, ofKind(kind, hostEnd - start, undefined), end - hostEnd, undefined, line);
  }

  /**
   * Makes room for `rows` rows with `bytes` bytes of text in all, so that nothing is copied as they come. More may come, and memory that
   * none comes for is not touched.
   */
  reserve(rows: number, bytes: number): void {
    const words = rows * TABLE_WORDS;
    if (words > this.words.length) this.words = grown(this.words, new Int32Array(words));
    if (bytes > this.text.length) this.text = grown(this.text, new Uint8Array(bytes));
  }

  /** Puts the rule of the row `from` in place of the row `to`, which comes before it: the rows from there on must be moved or taken back. */
  moveRow(from: number, to: number): void {
    const { words, text } = this;
    const start = words[from * TABLE_WORDS] as number;
    const end = this.#endOf(to - 1);
    text.copyWithin(end, start, start + this.#textLengthAt(from));
    words.copyWithin(to * TABLE_WORDS, from * TABLE_WORDS, (from + 1) * TABLE_WORDS);
    words[to * TABLE_WORDS] = end;
  }

  /** Takes back all rows from `rows` on; none of them may have been excluded. */
  truncate(rows: number): void {
    this.#rows = rows;
    this.#textLength = this.#endOf(rows - 1);
  }

  /** Keeps a row out of the rules. It is still known: {@link isSame}. */
  exclude(row: number): void {
    const word = row * TABLE_WORDS + 1;
    const flags = this.words[word] as number;
    if ((flags & TABLE_FLAGS.excluded) !== 0) return;
    this.words[word] = flags | TABLE_FLAGS.excluded;
    this.#excluded += 1;
  }

  /** True if two rows hold the same rule, whatever their lines. */
  isSame(row: number, other: number): boolean {
    const { words, text } = this;
    const [one, two] = [row * TABLE_WORDS, other * TABLE_WORDS];
    if (this.#identityAt(row) !== this.#identityAt(other)) return false;
    for (let word = 2; word < LINE; word += 1) if (words[one + word] !== words[two + word]) return false;
    const [from, to] = [words[one] as number, words[two] as number];
    const length = this.#textLengthAt(row);
    for (let at = 0; at < length; at += 1) if (text[from + at] !== text[to + at]) return false;
    return true;
  }

  /** A hash of the rule of a row, 32 bits, that does not depend on its line. Who writes a list must not know `seed`. */
  hashAt(row: number, seed: number): number {
    const { words, text } = this;
    const start = words[row * TABLE_WORDS] as number;
    const end = start + this.#textLengthAt(row);
    const number = (words[row * TABLE_WORDS + LINE - 1] as number) << 4;
    let hash = Math.imul(seed ^ this.#identityAt(row) ^ number, MULTIPLIER);
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (text[at] as number), FNV_PRIME);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca77);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  *[Symbol.iterator](): Iterator<Rule> {
    for (const view of this.views()) yield view.rule;
  }

  /** The rules without an object for each: one view stands for each in turn. Allocates nothing for a rule. */
  views(): Iterable<RuleView> {
    return { [Symbol.iterator]: () => new Views(this) };
  }

  /** Kind, length of the host and flags. */
  #identityAt(row: number): number {
    return (this.words[row * TABLE_WORDS + 1] as number) | TABLE_FLAGS.excluded;
  }

  #textLengthAt(row: number): number {
    const { words } = this;
    const word = row * TABLE_WORDS;
    const flags = words[word + 1] as number;
    const query = (flags & TABLE_FLAGS.query) === 0 ? 0 : 1 + (words[word + 3] as number);
    return (flags & TABLE_FLAGS.hostLength) + (words[word + 2] as number) + query;
  }

  /** Where the text of a row ends; 0 for -1. */
  #endOf(row: number): number {
    return row < 0 ? 0 : (this.words[row * TABLE_WORDS] as number) + this.#textLengthAt(row);
  }

  #addRow(start: number, identity: number, pathLength: number, flags: RuleFlags | undefined, line: number): number {
    const row = this.#rows;
    const word = row * TABLE_WORDS;
    if (word + TABLE_WORDS > this.words.length)
      this.words = grown(this.words, new Int32Array(roomFor(this.words.length)));
    const { words } = this;
    words[word] = start;
    words[word + 1] = identity;
    words[word + 2] = pathLength;
    words[word + 3] = flags?.query?.length ?? 0;
    words[word + 4] = flags?.port ?? flags?.networkBits ?? 0;
    words[word + LINE] = line;
    this.#rows = row + 1;
    return row;
  }

  /** Makes room for text; returns where it goes. */
  #room(bytes: number): number {
    const wanted = this.#textLength + bytes;
    if (wanted > this.text.length) this.text = grown(this.text, new Uint8Array(roomFor(wanted)));
    return this.#textLength;
  }

  #write(ascii: string, start: number): number {
    const { text } = this;
    for (let at = 0; at < ascii.length; at += 1) text[start + at] = ascii.charCodeAt(at);
    return start + ascii.length;
  }
}

/** Half as much again: copying stays linear, and old and new room together are less than three times what is used. */
function roomFor(wanted: number): number {
  return Math.ceil((wanted * 3) / 2 / TABLE_WORDS) * TABLE_WORDS;
}

function grown<Column extends Uint8Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

/** Goes through the rules of a table. A generator made an object a rule. */
class Views implements Iterator<RuleView> {
  readonly #table: RuleTable;
  readonly #result: { done: boolean; value: RuleView };
  #row = 0;

  constructor(table: RuleTable) {
    this.#table = table;
    this.#result = { done: false, value: new RuleView(table) };
  }

  next(): IteratorResult<RuleView> {
    const { value } = this.#result;
    while (this.#row < this.#table.rows) {
      this.#row += 1;
      if (value.read(this.#row - 1)) return this.#result;
    }
    this.#result.done = true;
    return this.#result;
  }
}
