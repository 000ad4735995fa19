/** Gathered words -> records: sorted, one record a key, repetitions dropped. */
import { ANCHOR_WORDS, type Gatherer, RULE_WORDS } from './gather.ts';
import { orderOf } from './order.ts';
import type { Anchors, Records } from './records.ts';

/** Groups what was gathered. Of the same rule on several lines of one list, the first line stays. */
export function recordsOf({ rules }: Gatherer): Records {
  const { words, length } = rules;
  const order = orderOf(words, RULE_WORDS, length / RULE_WORDS);
  const total = order.length;
  const [a, b, c] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  const starts = new Uint32Array(total + 1);
  const shapes = new Int32Array(total);
  const lines = new Uint32Array(total);
  let keys = 0;
  let said = 0;
  let previous = -1;
  for (const row of order) {
    const at = row * RULE_WORDS;
    const sameKey = previous >= 0 && sameWords(words, at, previous, 3);
    if (sameKey && words[at + 3] === words[previous + 3]) continue;
    if (!sameKey) {
      a[keys] = words[at] as number;
      b[keys] = words[at + 1] as number;
      c[keys] = words[at + 2] as number;
      starts[keys] = said;
      keys += 1;
    }
    shapes[said] = words[at + 3] as number;
    lines[said] = words[at + 4] as number;
    said += 1;
    previous = at;
  }
  starts[keys] = said;
  return { count: keys, a, b, c, starts, shapes, lines };
}

/** Adds up what was gathered for each host. */
export function anchorsOf({ anchors }: Gatherer): Anchors {
  const { words, length } = anchors;
  const order = orderOf(words, ANCHOR_WORDS, length / ANCHOR_WORDS);
  const [a, b, rules] = [new Int32Array(order.length), new Int32Array(order.length), new Int32Array(order.length)];
  let count = 0;
  let previous = -1;
  for (const row of order) {
    const at = row * ANCHOR_WORDS;
    if (previous < 0 || !sameWords(words, at, previous, 2)) {
      a[count] = words[at] as number;
      b[count] = words[at + 1] as number;
      count += 1;
    }
    rules[count - 1] = (rules[count - 1] as number) + (words[at + 2] as number);
    previous = at;
  }
  return { count, a, b, rules };
}

function sameWords(words: Int32Array, left: number, right: number, count: number): boolean {
  for (let word = 0; word < count; word += 1) if (words[left + word] !== words[right + word]) return false;
  return true;
}
