/** Rules -> snapshot. */
import { forgetLastMatch } from '../canonical/text.ts';
import { RuleTable } from '../rule/table.ts';
import type { Rule } from '../rule/types.ts';
import { MAX_MARKETS } from '../snapshot/layout.ts';
import { MAX_LISTS } from '../snapshot/shape.ts';
import { CompileError } from './errors.ts';
import { freeze } from './freeze.ts';
import { Gatherer } from './gather.ts';
import { contentOf } from './group.ts';
import type { CompileOptions } from './types.ts';

/** Keys that a handle can name beside a market: 25 bits. */
const MAX_KEYS: number = 2 ** 25 - 2;

/**
 * Compiles rules into a snapshot: the file, the memory and the message between threads.
 *
 * @param rules - one by one or as tables, in any order; the same rule in several lists or lines becomes one, with all its lists
 * @returns the snapshot, to be opened by `openSnapshot`. The same rules, options and seed give the same bytes.
 * @throws {@link CompileError} at a limit of the format, or for options that contradict each other; the message has the remedy
 *
 * One pass over the rules, then a sort by hash: 1 million rules take about 1 s and 40 bytes a rule while it runs. Meant for a
 * worker thread. No text of a rule is kept.
 */
export function compile(rules: Iterable<Rule | RuleTable>, options: CompileOptions): SharedArrayBuffer {
  checkOptions(options);
  const gatherer = new Gatherer(options.seed, options.lists.length);
  for (const rule of rules) {
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
  throw limit(`${keys} rules, at most ${MAX_KEYS} fit in one snapshot`, 'Split the lists over several filters');
}

function checkOptions({ markets, lists, seed }: CompileOptions): void {
  if (markets.length > MAX_MARKETS)
    throw limit(`${markets.length} markets, at most ${MAX_MARKETS} are possible`, 'Merge some');
  if (lists.length > MAX_LISTS) throw limit(`${lists.length} lists, at most ${MAX_LISTS} are possible`, 'Merge some');
  if (seed.length !== 4) throw contradiction(`the seed has ${seed.length} words, 4 are needed`);
  if (new Set(markets).size !== markets.length) throw contradiction('a market is named twice');
  for (const { id, markets: served } of lists) {
    const unknown = served.find((market) => !markets.includes(market));
    if (unknown !== undefined)
      throw contradiction(`list "${id}" serves market "${unknown}", which is not among the markets`);
  }
}

function limit(found: string, remedy: string): CompileError {
  return new CompileError('ERR_COMPILE_LIMIT', `Cannot compile: ${found}. ${remedy}`);
}

function contradiction(found: string): CompileError {
  return new CompileError('ERR_COMPILE_OPTIONS', `Cannot compile: ${found}`);
}
