/** Rules -> snapshot. */
import { CompileError } from '../errors.ts';
import type { Rule } from '../rule/types.ts';
import type { CompileOptions } from './types.ts';

/**
 * Compiles rules into a snapshot.
 *
 * @throws {@link CompileError} at a limit of the format or for options that contradict each other; the message has the remedy
 */
export function compile(rules: Iterable<Rule>, options: CompileOptions): SharedArrayBuffer {
  if (options.markets.length > 32 || options.seed.length !== 4)
    throw new CompileError('ERR_COMPILE_OPTIONS', 'Cannot compile: at most 32 markets and exactly 4 words of seed');
  const { markets, lists } = options;
  const bytes = new TextEncoder().encode(JSON.stringify({ markets, lists, rules: [...rules] }));
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}
