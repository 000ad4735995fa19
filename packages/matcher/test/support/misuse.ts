/** What a program has at hand that makes mistakes with the library: one snapshot of two markets, and the code of an error. */
import {
  type CompileOptions,
  compile,
  openSnapshot,
  type Rule,
  type RuleSemantics,
  ruleFrom,
  type Snapshot,
} from '@netvakt/matcher';

export const SEMANTICS: RuleSemantics = {
  bareHost: 'domain',
  directoryIsPrefix: true,
  query: 'exact',
  pathCase: 'sensitive',
};
export const LIST = { id: 'se', version: '1', markets: ['se'] };
export const OPTIONS: CompileOptions = { markets: ['se', 'lt'], lists: [LIST], seed: Uint32Array.of(1, 2, 3, 4) };

/** The rule of an entry, with changes. */
export function rule(entry: string, change: object = {}): Rule {
  const made = ruleFrom(entry, SEMANTICS, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

export const buffer: SharedArrayBuffer = compile([rule('bad.example'), rule('http://shop.example/a/')], OPTIONS);
export const snapshot: Snapshot = openSnapshot(buffer);

/** The hash of no text. */
export const ZEROS: string = '0'.repeat(64);

/** The code of the error that `act` throws. */
export function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
