/** Gathered words -> content: sorted, one record a key, repetitions dropped. */
import { GATHERED_ANCHOR_WORDS, type Gatherer, RULE_WORDS } from './gather.ts';
import { sortedRows } from './order.ts';
import { type Anchors, type Content, RecordWriter } from './records.ts';

/** a, b, c, shape, line: the words by which gathered rules are ordered. */
const RULES = { stride: RULE_WORDS, keys: 5 } as const;
const KEY_WORDS = 3;
/** a, b: the words by which hosts are ordered; the third counts their rules. */
const ANCHORS = { stride: GATHERED_ANCHOR_WORDS, keys: 2 } as const;

/** Groups what was gathered, and takes it. Of the same rule on several lines of one list, the first line stays. */
export function contentOf({ rules, anchors }: Gatherer): Content {
  const total = rules.length / RULE_WORDS;
  const words = sortedRows(rules.words, total, RULES);
  rules.clear();
  const writer = new RecordWriter(total, total);
  let previous = -1;
  for (let at = 0; at < words.length; at += RULE_WORDS) {
    const sameKey = previous >= 0 && sameWords(words, at, previous, KEY_WORDS);
    if (sameKey && words[at + 3] === words[previous + 3]) {
      forget(anchors.words, words[at + 5] as number);
      continue;
    }
    if (!sameKey) writer.key(words[at] as number, words[at + 1] as number, words[at + 2] as number);
    writer.add(words[at + 3] as number, words[at + 4] as number);
    previous = at;
  }
  const records = writer.records();
  return { records, anchors: anchorsOf(sortedRows(anchors.words, anchors.length / GATHERED_ANCHOR_WORDS, ANCHORS)) };
}

/** A repeated rule was counted for its host, if it has one. */
function forget(anchors: Int32Array, anchor: number): void {
  const count = anchor * GATHERED_ANCHOR_WORDS + 2;
  if (anchor >= 0) anchors[count] = (anchors[count] as number) - 1;
}

/** Adds up the rules of each host: it may have been met in several runs of rules. */
function anchorsOf(words: Int32Array): Anchors {
  const total = words.length / GATHERED_ANCHOR_WORDS;
  const [a, b, rules] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  let count = 0;
  for (let at = 0; at < words.length; at += GATHERED_ANCHOR_WORDS) {
    if (count === 0 || a[count - 1] !== words[at] || b[count - 1] !== words[at + 1]) {
      a[count] = words[at] as number;
      b[count] = words[at + 1] as number;
      count += 1;
    }
    rules[count - 1] = (rules[count - 1] as number) + (words[at + 2] as number);
  }
  return { count, a: a.subarray(0, count), b: b.subarray(0, count), rules: rules.subarray(0, count) };
}

function sameWords(words: Int32Array, left: number, right: number, count: number): boolean {
  for (let word = 0; word < count; word += 1) if (words[left + word] !== words[right + word]) return false;
  return true;
}
