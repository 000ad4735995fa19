/** Rules -> snapshot. */
import { forgetLastMatch } from '../canonical/text.ts';
import { RuleTable } from '../rule/table.ts';
import type { Rule } from '../rule/types.ts';
import { CompileError } from './errors.ts';
import { freeze } from './freeze.ts';
import { Gatherer, iterable } from './gather.ts';
import { contentOf } from './group.ts';
import { checkOptions } from './options.ts';
import type { CompileOptions } from './types.ts';

/** Keys that a handle can name in addition to a market: 25 bits. */
const MAX_KEYS: number = 2 ** 25 - 2;

/**
 * Compiles rules into a snapshot: the file, the memory and the message between threads.
 *
 * @param rules - one by one or as tables, in any order; the same rule in several lists or lines becomes one, with all its lists
 * @returns the snapshot, to be opened by `openSnapshot`. The same rules, options and seed give the same bytes.
 * @throws {@link CompileError} at a limit of the format, or for options that contradict each other; the message has the remedy
 *
 * One pass over the rules, then a sort by hash: 1 million rules take about 1 s, and 60 to 70 bytes a rule while it runs, half of them
 * if they come as tables. Meant for a worker thread. No text of a rule is kept.
 *
 * @example
 * const options = { markets: ['se'], lists: [{ id: 'national', version: '1', markets: ['se'] }], seed };
 * const buffer = compile([rule('bad.example')], options); // to openSnapshot, to a worker, or with bytesOf to a file
 * openSnapshot(buffer).ruleCount; // → 1
 */
export function compile(rules: Iterable<Rule | RuleTable>, options: CompileOptions): SharedArrayBuffer {
  checkOptions(options);
  const gatherer = new Gatherer(options.seed, options.lists.length);
  for (const rule of iterable(rules)) {
    if (rule instanceof RuleTable) gatherer.addTable(rule);
    else gatherer.add(rule);
  }
  forgetLastMatch();
  const content = contentOf(gatherer);
  checkKeys(content.records.count);
  return freeze(content, options);
}

/** Refuses what a handle could not name. */
export function checkKeys(keys: number): void {
  if (keys <= MAX_KEYS) return;
  throw new CompileError(
    'ERR_COMPILE_LIMIT',
    `Cannot compile: ${keys} rules, at most ${MAX_KEYS} fit in one snapshot. Split the lists over several filters`,
  );
}
