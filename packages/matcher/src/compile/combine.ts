/** Two sorted contents side by side: an overlay put over a base, and what changed between two. */
import { type Anchors, type Content, compareLanes, type Records, RecordWriter } from './records.ts';

/** Which of two keys comes first; a side that has ended comes last. */
function compareKeys(left: Records, at: number, right: Records, other: number): number {
  if (at >= left.count) return other >= right.count ? 0 : 1;
  if (other >= right.count) return -1;
  return (
    compareLanes(left.a[at] as number, right.a[other] as number) ||
    compareLanes(left.b[at] as number, right.b[other] as number) ||
    compareLanes(left.c[at] as number, right.c[other] as number)
  );
}

function compareAnchors(left: Anchors, at: number, right: Anchors, other: number): number {
  if (at >= left.count) return other >= right.count ? 0 : 1;
  if (other >= right.count) return -1;
  return (
    compareLanes(left.a[at] as number, right.a[other] as number) ||
    compareLanes(left.b[at] as number, right.b[other] as number)
  );
}

/** Calls `visit` for each key of either side in order, with its position on each, or -1. */
function walkBoth(
  leftCount: number,
  rightCount: number,
  compare: (left: number, right: number) => number,
  visit: (left: number, right: number) => void,
): void {
  let [left, right] = [0, 0];
  while (left < leftCount || right < rightCount) {
    const order = compare(left, right);
    visit(order <= 0 ? left : -1, order >= 0 ? right : -1);
    if (order <= 0) left += 1;
    if (order >= 0) right += 1;
  }
}

/** Anchors under construction, in order. */
class AnchorWriter {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #rules: Int32Array;
  #count = 0;

  /** @param most - anchors, at most */
  constructor(most: number) {
    this.#a = new Int32Array(most);
    this.#b = new Int32Array(most);
    this.#rules = new Int32Array(most);
  }

  put({ a, b }: Anchors, at: number, rules: number): void {
    this.#a[this.#count] = a[at] as number;
    this.#b[this.#count] = b[at] as number;
    this.#rules[this.#count] = rules;
    this.#count += 1;
  }

  /** The anchors `[from, to)` of others, but those that an overlay took the last rule of. */
  copyRun(others: Anchors, from: number, to: number): void {
    for (let at = from; at < to; at += 1) if (others.rules[at] !== 0) this.put(others, at, others.rules[at] as number);
  }

  anchors(): Anchors {
    const count = this.#count;
    return {
      count,
      a: this.#a.subarray(0, count),
      b: this.#b.subarray(0, count),
      rules: this.#rules.subarray(0, count),
    };
  }
}

/** The first position from `low` on, below `count`, of which `isBefore` is false. It is true of those before, and of none after. */
function firstFrom(low: number, count: number, isBefore: (at: number) => boolean): number {
  let [from, to] = [low, count];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * What holds when `over` is over `base`: its keys replace the base's, and keys without an entry in it are gone. What is between two
 * keys of `over` is copied as one run: most overlays are small.
 */
export function overlaid(base: Content, over: Content): Content {
  return { records: overlaidRecords(base.records, over.records), anchors: overlaidAnchors(base.anchors, over.anchors) };
}

function overlaidRecords(base: Records, over: Records): Records {
  const writer = new RecordWriter(base.count + over.count, base.shapes.length + over.shapes.length);
  let next = 0;
  for (let right = 0; right < over.count; right += 1) {
    const at = firstFrom(next, base.count, (left) => compareKeys(base, left, over, right) < 0);
    writer.copyRun(base, next, at);
    next = at < base.count && compareKeys(base, at, over, right) === 0 ? at + 1 : at;
    if (over.starts[right] !== over.starts[right + 1]) writer.copy(over, right);
  }
  writer.copyRun(base, next, base.count);
  return writer.records();
}

function overlaidAnchors(base: Anchors, over: Anchors): Anchors {
  const writer = new AnchorWriter(base.count + over.count);
  let next = 0;
  for (let right = 0; right < over.count; right += 1) {
    const at = firstFrom(next, base.count, (left) => compareAnchors(base, left, over, right) < 0);
    writer.copyRun(base, next, at);
    next = at < base.count && compareAnchors(base, at, over, right) === 0 ? at + 1 : at;
    if (over.rules[right] !== 0) writer.put(over, right, over.rules[right] as number);
  }
  writer.copyRun(base, next, base.count);
  return writer.anchors();
}

/** The overlay that turns `from` into `to`: the inverse of {@link overlaid}. */
export function difference(from: Content, to: Content): Content {
  const keys = from.records.count + to.records.count;
  const writer = new RecordWriter(keys, to.records.shapes.length);
  walkBoth(
    from.records.count,
    to.records.count,
    (left, right) => compareKeys(from.records, left, to.records, right),
    (left, right) => {
      if (right < 0)
        writer.key(from.records.a[left] as number, from.records.b[left] as number, from.records.c[left] as number);
      else if (left < 0 || !hasSameEntries(from.records, left, to.records, right)) writer.copy(to.records, right);
    },
  );
  const records = writer.records();
  const anchors = new AnchorWriter(from.anchors.count + to.anchors.count);
  walkBoth(
    from.anchors.count,
    to.anchors.count,
    (left, right) => compareAnchors(from.anchors, left, to.anchors, right),
    (left, right) => {
      const changed = left < 0 || right < 0 || from.anchors.rules[left] !== to.anchors.rules[right];
      if (right < 0) anchors.put(from.anchors, left, 0);
      // A new entry of a host must repeat that the host has path rules: its row in the base is no longer read.
      else if (changed || hasKey(records, to.anchors.a[right] as number, to.anchors.b[right] as number))
        anchors.put(to.anchors, right, to.anchors.rules[right] as number);
    },
  );
  return { records, anchors: anchors.anchors() };
}

/** Binary search for a key by its first two lanes. */
function hasKey({ count, a, b }: Records, wantedA: number, wantedB: number): boolean {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareLanes(a[middle] as number, wantedA) || compareLanes(b[middle] as number, wantedB);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function hasSameEntries(left: Records, at: number, right: Records, other: number): boolean {
  const [from, to] = [left.starts[at] as number, left.starts[at + 1] as number];
  const start = right.starts[other] as number;
  if (to - from !== (right.starts[other + 1] as number) - start) return false;
  for (let offset = 0; offset < to - from; offset += 1) {
    if (left.shapes[from + offset] !== right.shapes[start + offset]) return false;
    if (left.lines[from + offset] !== right.lines[start + offset]) return false;
  }
  return true;
}
