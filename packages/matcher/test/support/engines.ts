/** Rules -> matchers, with the least ceremony. */

import { type RuleWorld, type WorldShape, worldOf } from '@netvakt/fixtures';
import {
  compile,
  type ListDescription,
  Matcher,
  openSnapshot,
  type Rule,
  type RuleSemantics,
  ruleFrom,
  type Snapshot,
} from '@netvakt/matcher';

export const SEED: Uint32Array = Uint32Array.of(0x5eed, 1, 2, 3);

/** A list for the market `se`. */
export const ONE_LIST: readonly ListDescription[] = [{ id: 'list', version: '1', markets: ['se'] }];

const SEMANTICS: RuleSemantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' };

/** The rules of entries, all in list 0; an entry that makes none is the test's own fault. */
export function rulesOf(entries: readonly string[], semantics: Partial<RuleSemantics> = {}): Rule[] {
  return entries.map((entry, index) => {
    const outcome = ruleFrom(entry, { ...SEMANTICS, ...semantics }, 0, index + 1);
    if (!outcome.ok) throw new Error(`${entry}: ${outcome.reason}`);
    return outcome.rule;
  });
}

/** A snapshot of rules in one list of one market. */
export function snapshotOf(rules: Iterable<Rule>): Snapshot {
  return openSnapshot(compile(rules, { markets: ['se'], lists: ONE_LIST, seed: SEED }));
}

/** A matcher of entries in one list of one market. */
export function matcherOf(...entries: readonly string[]): Matcher {
  return new Matcher(snapshotOf(rulesOf(entries)));
}

/** A world's rules, as the matcher's own type: the generator writes hosts in canonical form. */
export function rulesIn(world: RuleWorld): readonly Rule[] {
  return world.rules as readonly unknown[] as readonly Rule[];
}

/** A crowded world with markets, lists and allow rules. */
export function crowdedWorld(seed: number, shape: Partial<WorldShape> = {}): RuleWorld {
  return worldOf({
    seed,
    rules: 40 + (seed % 7) * 40,
    markets: ['se', 'no', 'lt'],
    lists: 5,
    allowShare: 0.25,
    ...shape,
  });
}

/** The snapshot of a world. */
export function snapshotIn(world: RuleWorld, rules: Iterable<Rule> = rulesIn(world)): Snapshot {
  return openSnapshot(compile(rules, { markets: world.markets, lists: world.lists, seed: SEED }));
}
