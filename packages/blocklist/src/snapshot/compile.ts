import { compile, type Rule } from '@netvakt/matcher';
import type { ParsedList } from '../list/list.ts';

/** What lists are compiled for. */
export interface CompileSettings {
  /** Every market, at most 32; the position is the market's code in the snapshot. */
  readonly markets: readonly string[];
  /** Four random words, secret: without them, hosts that collide cannot be chosen. */
  readonly seed: Uint32Array;
}

/**
 * Compiles parsed lists into one snapshot, on this thread: for a command, not for a process that serves traffic.
 *
 * @param lists - each parsed with its position here as the index.
 * @returns the snapshot, shareable between threads.
 * @throws CompileError - where a limit of the format is exceeded; the message names the remedy.
 */
export function compileLists(lists: readonly ParsedList[], settings: CompileSettings): SharedArrayBuffer {
  const descriptions = lists.map(({ settings: { id, markets }, version }) => ({ id, version, markets }));
  return compile(rulesOf(lists), { markets: settings.markets, lists: descriptions, seed: settings.seed });
}

function* rulesOf(lists: readonly ParsedList[]): Generator<Rule> {
  for (const [position, { index, rules, settings }] of lists.entries()) {
    if (index !== position)
      throw new RangeError(`List ${settings.id} was parsed as number ${index}, compiled as ${position}`);
    yield* rules;
  }
}
