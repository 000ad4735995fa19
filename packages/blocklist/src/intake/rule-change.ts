/** How many rules of a list a delivery adds and removes: how soon either takes effect is what a filter is judged by. */
import type { Rule } from '@netvakt/matcher';
import { freeMemory } from '../compile/free-memory.ts';
import { memoryShortFor } from '../compile/memory.ts';
import { parseDelivery } from '../parse/deliver.ts';
import { identityOf } from '../parse/identity.ts';
import type { KeptDelivery } from '../store/list-store.ts';
import type { RuleChange } from './change-counts.ts';
import type { ManagedList } from './managed-list.ts';

/** Larger lists are compared by their size alone: reading the old one as well would keep the new one waiting for seconds. */
const MOST_COMPARED = 200_000;

/** The rules of one list, however they are kept. */
type Rules = Iterable<Rule> & { readonly length: number };

/**
 * Compares a delivery with the one in force: by rules, or by their number if they are too many, if there is no memory for both, or if the
 * old one can no longer be read. Never rejects.
 */
export async function ruleChange(
  { settings, freeBytes }: Pick<ManagedList, 'settings' | 'freeBytes'>,
  current: KeptDelivery,
  rules: Rules,
): Promise<RuleChange> {
  const bySize = {
    added: Math.max(0, rules.length - current.active),
    removed: Math.max(0, current.active - rules.length),
  };
  if (Math.max(rules.length, current.active) > MOST_COMPARED) return bySize;
  const { short, entries } = memoryShortFor(current.content, freeBytes ?? freeMemory());
  if (short !== undefined) return bySize;
  const before = await parseDelivery(current, settings, 0, entries);
  return before.ok ? compareRules(before.rules, rules) : bySize;
}

/** Counts the rules of one list that the other lacks, each once. Linear in both. */
export function compareRules(before: Iterable<Rule>, after: Iterable<Rule>): RuleChange {
  const [old, next] = [new Set(Array.from(before, identityOf)), new Set(Array.from(after, identityOf))];
  return { added: lackingIn(old, next), removed: lackingIn(next, old) };
}

function lackingIn(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  let count = 0;
  for (const one of others) if (!some.has(one)) count += 1;
  return count;
}
