/** Gathered words -> content: sorted, one record a key, repetitions dropped. */
import { GATHERED_ANCHOR_WORDS, type Gatherer, RULE_WORDS } from './gather.ts';
import { orderOf } from './order.ts';
import { type Anchors, type Content, RecordWriter } from './records.ts';

/** a, b, c, shape, line: the words by which gathered rules are ordered. */
const ORDERED_WORDS = 5;
const KEY_WORDS = 3;

/** Groups what was gathered. Of the same rule on several lines of one list, the first line stays. */
export function contentOf({ rules, anchors }: Gatherer): Content {
  const { words, length } = rules;
  const total = length / RULE_WORDS;
  const writer = new RecordWriter(total, total);
  const rulesOfAnchor = new Int32Array(anchors.length / GATHERED_ANCHOR_WORDS);
  let previous = -1;
  for (const row of orderOf(words, RULE_WORDS, ORDERED_WORDS, total)) {
    const at = row * RULE_WORDS;
    const sameKey = previous >= 0 && sameWords(words, at, previous, KEY_WORDS);
    if (sameKey && words[at + 3] === words[previous + 3]) continue;
    if (!sameKey) writer.key(words[at] as number, words[at + 1] as number, words[at + 2] as number);
    writer.say(words[at + 3] as number, words[at + 4] as number);
    const anchor = words[at + 5] as number;
    if (anchor >= 0) rulesOfAnchor[anchor] = (rulesOfAnchor[anchor] as number) + 1;
    previous = at;
  }
  return { records: writer.records(), anchors: anchorsOf(anchors.words, rulesOfAnchor) };
}

/** Adds up the rules of each host: it may have been met in several runs of rules. */
function anchorsOf(words: Int32Array, rulesOfAnchor: Int32Array): Anchors {
  const total = rulesOfAnchor.length;
  const [a, b, rules] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  let count = 0;
  for (const anchor of orderOf(words, GATHERED_ANCHOR_WORDS, GATHERED_ANCHOR_WORDS, total)) {
    const at = anchor * GATHERED_ANCHOR_WORDS;
    if (count === 0 || a[count - 1] !== words[at] || b[count - 1] !== words[at + 1]) {
      a[count] = words[at] as number;
      b[count] = words[at + 1] as number;
      count += 1;
    }
    rules[count - 1] = (rules[count - 1] as number) + (rulesOfAnchor[anchor] as number);
  }
  return { count, a: a.subarray(0, count), b: b.subarray(0, count), rules: rules.subarray(0, count) };
}

function sameWords(words: Int32Array, left: number, right: number, count: number): boolean {
  for (let word = 0; word < count; word += 1) if (words[left + word] !== words[right + word]) return false;
  return true;
}
