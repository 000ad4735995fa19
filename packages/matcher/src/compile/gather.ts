/** Rules, one by one -> words, unsorted. After this nothing holds a rule's text. */

import { type KeyTables, keyTablesFrom } from '../hash/key.ts';
import { TextHash } from '../hash/text-hash.ts';
import { faultOf, isRule } from '../rule/check.ts';
import { addressesOf } from '../rule/network.ts';
import type { RuleTable } from '../rule/table.ts';
import { RuleView } from '../rule/table-row.ts';
import { directoriesOf, MAX_DIRECTORIES, type Rule } from '../rule/types.ts';
import { KIND, packShape } from '../snapshot/shape.ts';
import { CompileError } from './errors.ts';

/** Words of a gathered rule: a, b, c, shape, line, and the position of its anchor or -1. */
export const RULE_WORDS = 6;
/** Words of a gathered anchor: a, b, and the number of its rules, repetitions included. */
export const GATHERED_ANCHOR_WORDS = 3;
/** Upper half of a word: all of `c` that is kept. */
const UPPER_HALF = 0xffff_0000 | 0;

/** A table of words that grows; doubling keeps its cost linear. */
class WordTable {
  words: Int32Array = new Int32Array(1 << 12);
  length = 0;

  /** Makes room for `count` more words and returns where they go. */
  grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.words.length) this.#widen(this.words.length * 2);
    return at;
  }

  /** Makes room for `count` more words that are known to come: nothing is copied for them one doubling after another. */
  reserve(count: number): void {
    if (this.length + count > this.words.length) this.#widen(this.length + count);
  }

  /** Lets go of all words. */
  clear(): void {
    this.words = new Int32Array(0);
    this.length = 0;
  }

  #widen(length: number): void {
    const wider = new Int32Array(length);
    wider.set(this.words);
    this.words = wider;
  }
}

/** Gathers rules of one seed. */
export class Gatherer {
  readonly rules: WordTable = new WordTable();
  readonly anchors: WordTable = new WordTable();
  readonly #hash: TextHash;
  readonly #lists: number;

  /** @param lists - number of lists; a rule of any other is refused */
  constructor(seed: Uint32Array, lists: number) {
    const key: KeyTables = keyTablesFrom(seed);
    this.#hash = new TextHash(key);
    this.#lists = lists;
  }

  /**
   * Takes a rule in.
   *
   * @throws CompileError for a rule that is not canonical, a list that was not announced, or a prefix of more directories than the format holds
   */
  add(rule: Rule): void {
    const fault = faultOf(rule);
    if (fault !== undefined) throw unfit(rule, fault);
    if (rule.list >= this.#lists) throw noSuchList(rule.list, this.#lists);
    if (rule.networkBits === undefined) this.#addRule(rule);
    else for (const host of addressesOf(rule.host, rule.networkBits)) this.#addRule({ ...rule, host });
  }

  /** Takes all rules of a table in, as {@link add}; plain pages without an object for each. */
  addTable(table: RuleTable): void {
    if (!(table.list < this.#lists)) throw noSuchList(table.list, this.#lists);
    this.rules.reserve(table.length * RULE_WORDS);
    const view = new RuleView(table);
    const shapes = new PlainShapes(table.list);
    for (let row = 0; row < table.rows; row += 1) {
      if (!view.read(row)) continue;
      if (view.isPlainPage) this.#addPlainPage(view, shapes);
      else this.add(view.rule);
    }
  }

  #addRule(rule: Rule): void {
    this.#hash.host(rule.host);
    if (rule.kind === 'prefix' || rule.kind === 'url') this.#addPage(rule);
    else this.#push(rule, hostKind(rule), rule.kind === 'domain' ? labelsOf(rule.host) : 0, -1);
  }

  #addPlainPage({ text, start, hostEnd, pathEnd, kind, line }: RuleView, shapes: PlainShapes): void {
    const hash = this.#hash;
    hash.hostBytes(text, start, hostEnd);
    const anchor = this.#anchorAt(hash.a, hash.b);
    hash.pathBytes(text, hostEnd, pathEnd);
    if (kind === 'url') hash.page(undefined);
    const shape = kind === 'url' ? shapes.page : shapes.prefix(directoriesIn(text, hostEnd, pathEnd));
    this.#pushWords(shape, line, anchor);
  }

  #addPage(rule: Rule): void {
    const hash = this.#hash;
    const anchor = this.#anchorAt(hash.a, hash.b);
    if (rule.text !== undefined) {
      hash.prefix(rule.text, rule.path);
      this.#push(rule, rule.text.hosts === 'site' ? KIND.textOfSite : KIND.textBelow, labelsOf(rule.host), anchor);
      return;
    }
    hash.enter({ port: rule.port, fold: rule.pathCase === 'insensitive' });
    hash.path(rule.path);
    if (rule.kind === 'prefix') {
      this.#push(rule, KIND.prefix, depthOf(rule), anchor);
      return;
    }
    hash.page(rule.query);
    this.#push(rule, rule.query === undefined ? KIND.page : KIND.query, 0, anchor);
  }

  /** Lists are mostly grouped by host: one anchor for each run of rules. */
  #anchorAt(a: number, b: number): number {
    const { anchors } = this;
    const last = anchors.length - GATHERED_ANCHOR_WORDS;
    if (last < 0 || anchors.words[last] !== a || anchors.words[last + 1] !== b) {
      const at = anchors.grow(GATHERED_ANCHOR_WORDS);
      anchors.words[at] = a;
      anchors.words[at + 1] = b;
    }
    return anchors.length / GATHERED_ANCHOR_WORDS - 1;
  }

  #push(rule: Rule, kind: number, depth: number, anchor: number): void {
    const shape = packShape({
      kind,
      allow: rule.action === 'allow',
      port: rule.port !== undefined,
      fold: rule.pathCase === 'insensitive',
      depth,
      list: rule.list,
    });
    this.#pushWords(shape, rule.line, anchor);
  }

  #pushWords(shape: number, line: number, anchor: number): void {
    const { a, b, c } = this.#hash;
    const { rules } = this;
    const at = rules.grow(RULE_WORDS);
    const { words } = rules;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c & UPPER_HALF;
    words[at + 3] = shape;
    words[at + 4] = line;
    words[at + 5] = anchor;
    if (anchor < 0) return;
    const count = anchor * GATHERED_ANCHOR_WORDS + 2;
    this.anchors.words[count] = (this.anchors.words[count] as number) + 1;
  }
}

/** Shapes of pages and directories without port and query, of one list. */
class PlainShapes {
  readonly page: number;
  readonly #prefixes: Int32Array;

  constructor(list: number) {
    const parts = { allow: false, port: false, fold: false, depth: 0, list };
    this.page = packShape({ ...parts, kind: KIND.page });
    this.#prefixes = Int32Array.from({ length: MAX_DIRECTORIES + 1 }, (_, depth) =>
      packShape({ ...parts, kind: KIND.prefix, depth }),
    );
  }

  /** @param depth - at most {@link MAX_DIRECTORIES}, as of every rule */
  prefix(depth: number): number {
    return this.#prefixes[depth] as number;
  }
}

const SLASH = 0x2f;

/** {@link directoriesOf} of the path `text[start, end)`. */
function directoriesIn(text: Uint8Array, start: number, end: number): number {
  let directories = -1;
  for (let at = start; at < end; at += 1) if (text[at] === SLASH) directories += 1;
  return directories;
}

function unfit(rule: Rule, fault: string): CompileError {
  const named = isRule(rule) ? `the rule of list ${rule.list}, line ${rule.line}` : 'a value among the rules';
  return new CompileError('ERR_COMPILE_RULE', `Cannot compile: ${named}: ${fault}`);
}

/**
 * The rules, to be gone through.
 *
 * @throws CompileError for what is no collection: a single rule, a text or nothing
 */
export function iterable<Item>(rules: Iterable<Item>): Iterable<Item> {
  if (typeof rules === 'object' && rules !== null && typeof rules[Symbol.iterator] === 'function') return rules;
  throw new CompileError(
    'ERR_COMPILE_RULE',
    'Cannot compile: the rules are no collection. Pass an array or another iterable',
  );
}

function noSuchList(list: number, lists: number): CompileError {
  return new CompileError(
    'ERR_COMPILE_RULE',
    `Cannot compile: a rule names list ${list}, and there are ${lists} lists. Pass all lists in the options`,
  );
}

/** An address is looked up whole, whatever the rule calls itself. */
function hostKind(rule: Rule): number {
  if (rule.kind === 'ip' || rule.host.includes(':')) return KIND.ip;
  return rule.kind === 'domain' ? KIND.domain : KIND.host;
}

function labelsOf(host: string): number {
  let labels = 1;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) labels += 1;
  return labels;
}

/** The depth of a prefix, which the format holds in a byte. */
function depthOf({ path, list, line }: Rule): number {
  const directories = directoriesOf(path);
  if (directories <= MAX_DIRECTORIES) return directories;
  throw new CompileError(
    'ERR_COMPILE_LIMIT',
    `Cannot compile: list ${list}, line ${line} has ${directories} directories, at most ${MAX_DIRECTORIES} are possible. Remove the line`,
  );
}
