/** Rules, one by one -> words, unsorted. After this nothing holds a rule's text. */

import { type KeyTables, keyTablesFrom } from '../hash/key.ts';
import { TextHash } from '../hash/text-hash.ts';
import { directoriesOf, MAX_DIRECTORIES, type Rule } from '../rule/types.ts';
import { KIND, packShape } from '../snapshot/shape.ts';
import { CompileError } from './errors.ts';

/** Words of a gathered rule: a, b, c, shape, line, and the position of its anchor or -1. */
export const RULE_WORDS = 6;
/** Words of a gathered anchor: a, b. */
export const GATHERED_ANCHOR_WORDS = 2;
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
    if (this.length > this.words.length) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    return at;
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
   * @throws CompileError for a list that was not announced, or a prefix of more directories than the format holds
   */
  add(rule: Rule): void {
    if (!(rule.list < this.#lists)) throw noSuchList(rule.list, this.#lists);
    this.#hash.host(rule.host);
    if (rule.kind === 'prefix' || rule.kind === 'url') this.#addPage(rule);
    else this.#push(rule, hostKind(rule), rule.kind === 'domain' ? labelsOf(rule.host) : 0, -1);
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
    const { a, b, c } = this.#hash;
    const shape = packShape({
      kind,
      allow: rule.action === 'allow',
      port: rule.port !== undefined,
      fold: rule.pathCase === 'insensitive',
      depth,
      list: rule.list,
    });
    const { rules } = this;
    const at = rules.grow(RULE_WORDS);
    const { words } = rules;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c & UPPER_HALF;
    words[at + 3] = shape;
    words[at + 4] = rule.line;
    words[at + 5] = anchor;
  }
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
