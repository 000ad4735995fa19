/** An overlay under construction. Holds the complete entry for every changed key, not just the difference. */

import { ANCHOR_WORDS } from '../snapshot/layout.ts';
import { ABSENT, Lookup } from '../snapshot/lookup.ts';
import type { OpenedSnapshot } from '../snapshot/open.ts';
import { GATHERED_ANCHOR_WORDS, type Gatherer, RULE_WORDS } from './gather.ts';
import { linesByShapeAt } from './read.ts';
import { type Anchors, type Content, compareLanes, type Records, RecordWriter } from './records.ts';

/** A key and its complete entry: line by shape. */
interface DraftKey {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly lines: Map<number, number>;
}

/** A host and how many path rules it will have. */
interface DraftAnchor {
  readonly a: number;
  readonly b: number;
  rules: number;
}

/** Starts from the base's entry of each key that is touched. */
export class OverlayDraft {
  readonly #base: OpenedSnapshot;
  readonly #lookup: Lookup;
  readonly #keys = new Map<string, DraftKey>();
  readonly #anchors = new Map<string, DraftAnchor>();

  constructor(base: OpenedSnapshot) {
    this.#base = base;
    this.#lookup = new Lookup(base.tables);
  }

  /** Takes gathered rules away. What the base does not have is no fault. */
  remove(gathered: Gatherer): void {
    this.#each(gathered, ({ lines }, shape, _line, anchor) => {
      if (lines.delete(shape) && anchor !== undefined) anchor.rules -= 1;
    });
  }

  /** Adds gathered rules. Of the same rule on several lines of one list, the first line stays. */
  add(gathered: Gatherer): void {
    this.#each(gathered, ({ lines }, shape, line, anchor) => {
      const known = lines.get(shape);
      if (known === undefined && anchor !== undefined) anchor.rules += 1;
      lines.set(shape, known === undefined ? line : Math.min(known, line));
    });
  }

  /** Returns the content of the overlay. */
  content(): Content {
    const keys = [...this.#keys.values()].sort(byLanes);
    // A new entry of a host must repeat that the host has path rules: its row in the base is no longer read.
    for (const { a, b } of keys) this.#anchor(a, b);
    const anchors = [...this.#anchors.values()].filter((anchor) => anchor.rules > 0 || this.#baseRules(anchor) > 0);
    return { records: recordsOf(keys), anchors: anchorsOf(anchors.sort(byLanes)) };
  }

  #each(
    { rules, anchors }: Gatherer,
    visit: (key: DraftKey, shape: number, line: number, anchor: DraftAnchor | undefined) => void,
  ): void {
    for (let at = 0; at < rules.length; at += RULE_WORDS) {
      const [a = 0, b = 0, c = 0, shape = 0, line = 0, anchor = -1] = rules.words.subarray(at, at + RULE_WORDS);
      const [hostA = 0, hostB = 0] = anchors.words.subarray(
        anchor * GATHERED_ANCHOR_WORDS,
        (anchor + 1) * GATHERED_ANCHOR_WORDS,
      );
      visit(this.#key(a, b, c), shape, line >>> 0, anchor < 0 ? undefined : this.#anchor(hostA, hostB));
    }
  }

  #key(a: number, b: number, c: number): DraftKey {
    const name = `${a},${b},${c}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const cell = this.#lookup.cell(a, b, c);
    const lines = new Map(cell === ABSENT ? [] : linesByShapeAt(this.#base.tables, cell));
    const key = { a, b, c, lines };
    this.#keys.set(name, key);
    return key;
  }

  #anchor(a: number, b: number): DraftAnchor {
    const name = `${a},${b}`;
    const known = this.#anchors.get(name);
    if (known !== undefined) return known;
    const anchor = { a, b, rules: this.#baseRules({ a, b }) };
    this.#anchors.set(name, anchor);
    return anchor;
  }

  /** Path rules of a host in the base, by binary search. */
  #baseRules({ a, b }: Pick<DraftAnchor, 'a' | 'b'>): number {
    const { anchors } = this.#base.tables;
    let [low, high] = [0, anchors.length / ANCHOR_WORDS];
    while (low < high) {
      const middle = ((low + high) >>> 1) * ANCHOR_WORDS;
      const order = compareLanes(anchors[middle] as number, a) || compareLanes(anchors[middle + 1] as number, b);
      if (order === 0) return anchors[middle + 2] as number;
      if (order < 0) low = middle / ANCHOR_WORDS + 1;
      else high = middle / ANCHOR_WORDS;
    }
    return 0;
  }
}

function byLanes(left: DraftAnchor | DraftKey, right: DraftAnchor | DraftKey): number {
  const order = compareLanes(left.a, right.a) || compareLanes(left.b, right.b);
  return order === 0 && 'c' in left && 'c' in right ? compareLanes(left.c, right.c) : order;
}

function recordsOf(keys: readonly DraftKey[]): Records {
  const writer = new RecordWriter(
    keys.length,
    keys.reduce((sum, { lines }) => sum + lines.size, 0),
  );
  for (const { a, b, c, lines } of keys) {
    writer.key(a, b, c);
    for (const [shape, line] of [...lines].sort(([left], [right]) => left - right)) writer.add(shape, line);
  }
  return writer.records();
}

function anchorsOf(anchors: readonly DraftAnchor[]): Anchors {
  const column = (of: (anchor: DraftAnchor) => number): Int32Array => Int32Array.from(anchors, of);
  return {
    count: anchors.length,
    a: column(({ a }) => a),
    b: column(({ b }) => b),
    rules: column(({ rules }) => rules),
  };
}
