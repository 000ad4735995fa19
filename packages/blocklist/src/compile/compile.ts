import { createHash } from 'node:crypto';
import { compile, type Rule, type RuleTable, shadowOf, withShadows } from '@netvakt/matcher';
import type { ParsedList } from '../parse/list.ts';
import { exceptionsOf } from './exceptions.ts';

/** What lists are compiled for. */
export interface CompileSettings {
  /** Every market, at most 32, or 16 if a list is in shadow; the position is the market's code in the snapshot. */
  readonly markets: readonly string[];
  /** Four random words, secret: without them, hosts that collide cannot be chosen. */
  readonly seed: Uint32Array;
}

/** The id under which a snapshot knows the operator's allow rules; it comes after the lists. */
const ALLOW_LIST = 'allow';

/**
 * Compiles parsed lists into one snapshot, on this thread: for a command, not for a process that serves traffic.
 *
 * @param lists - each parsed with its position here as the index.
 * A list with the setting `shadow` is in the shadows of its markets, which no deciding lookup reads.
 *
 * @param allowed - rules of the operator, in all markets and their shadows; their list is the number behind the last.
 * @returns the snapshot, shareable between threads.
 * @throws CompileError - if a limit of the format is exceeded; the message names the remedy.
 */
export function compileLists(
  lists: readonly ParsedList[],
  settings: CompileSettings,
  allowed: readonly Rule[] = [],
): SharedArrayBuffer {
  const { seed } = settings;
  const hasShadow = lists.some(({ settings: { enforcement } }) => enforcement === 'shadow');
  const markets = hasShadow ? withShadows(settings.markets) : settings.markets;
  const descriptions = lists.map(({ settings: { id, markets: own, enforcement }, version }) => {
    return { id, version, markets: enforcement === 'shadow' ? own.map(shadowOf) : own };
  });
  if (allowed.length > 0) descriptions.push({ id: ALLOW_LIST, version: `${allowed.length}`, markets });
  return compile(rulesOf(lists, allowed), { markets, lists: descriptions, seed, sha256 });
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function* rulesOf(lists: readonly ParsedList[], allowed: readonly Rule[]): Generator<Rule | RuleTable> {
  for (const [position, { index, rules, settings }] of lists.entries()) {
    if (index !== position)
      throw new RangeError(`List ${settings.id} was parsed as number ${index}, compiled as ${position}`);
    yield rules;
  }
  yield* exceptionsOf(lists);
  yield* allowed;
}
