/**
 * Listed names -> the names at which the answer of DNS changes, as few as possible. A resolver finds the wildcard of a domain
 * only below names that its zone does not have (RFC 4592): one finer owner, or the empty non-terminal above it, ends the wildcard
 * for all its siblings. So a name that a wider rule covers is dropped, and if a name is let through below a domain, the names
 * between the two are given again.
 *
 *   rules              bad.test (domain)   x.a.bad.test (domain)   allow ok.b.bad.test (domain)
 *   names              bad.test +/+                                 ok.b.bad.test -/-
 *   between                                                         b.bad.test
 *   covered                                x.a.bad.test
 *
 *   +/- the name itself is blocked or not / the names below it are
 */
import type { ListedNames } from '../names.ts';

/** A name at which the answer changes. */
export interface BlockedName {
  readonly name: string;
  /** True if the name itself is blocked. */
  readonly self: boolean;
  /** True if the names below it are blocked that have no entry of their own. */
  readonly below: boolean;
  /** True if it is below a domain that is blocked: what is not blocked here must be let through by name. */
  readonly inside: boolean;
}

/** What a resolver needs to block what the lists block as a whole, and nothing else. */
export interface BlockedNames {
  /** Sorted by name. */
  readonly names: readonly BlockedName[];
  /** Names between a domain and a name that is let through below it: blocked, with all below them. Sorted. */
  readonly between: readonly string[];
  /** How many listed names a wider rule covers. */
  readonly covered: number;
}

type Action = 'deny' | 'allow';

/** The effect of rules on one name itself and on all below it. */
interface NameRules {
  own?: Action;
  below?: Action;
}

/** Linear in the number of labels of all names; holds one small object for each name. */
export function blockedNamesOf(listed: ListedNames): BlockedNames {
  const rules = rulesByName(listed);
  const names: BlockedName[] = [];
  let covered = 0;
  for (const [name, { own }] of rules) {
    const below = isBlockedBelow(rules, name);
    const self = own === undefined ? below : own === 'deny';
    const inside = isBlockedBelow(rules, parentOf(name));
    if (self !== inside || below !== inside) names.push({ name, self, below, inside });
    else if (inside) covered += 1;
  }
  names.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { names, between: namesBetween(names), covered };
}

/** Listed names that are blocked themselves, sorted: for a format that has no wider rules, those that a wider rule covers included. */
export function blockedThemselves(listed: ListedNames): readonly string[] {
  const rules = rulesByName(listed);
  const isBlocked = (name: string): boolean => {
    const own = rules.get(name)?.own;
    return own === undefined ? isBlockedBelow(rules, name) : own === 'deny';
  };
  return [...new Set([...listed.domains, ...listed.hosts])].filter(isBlocked).toSorted();
}

/** At one name, an allow rule wins over one that blocks. */
function rulesByName({ domains, hosts, allowedDomains, allowedHosts }: ListedNames): ReadonlyMap<string, NameRules> {
  const rules = new Map<string, NameRules>();
  const set = (names: readonly string[], place: keyof NameRules, action: Action): void => {
    for (const name of names) {
      const known = rules.get(name);
      if (known === undefined) rules.set(name, { [place]: action });
      else known[place] = action;
    }
  };
  set(domains, 'below', 'deny');
  set(hosts, 'own', 'deny');
  set(allowedDomains, 'below', 'allow');
  set(allowedHosts, 'own', 'allow');
  return rules;
}

/** Whether the nearest rule on `name` or above it that speaks of the names below blocks. */
function isBlockedBelow(rules: ReadonlyMap<string, NameRules>, name: string): boolean {
  for (let above = name; above !== ''; above = parentOf(above)) {
    const below = rules.get(above)?.below;
    if (below !== undefined) return below === 'deny';
  }
  return false;
}

function namesBetween(names: readonly BlockedName[]): readonly string[] {
  const known = new Set(names.map(({ name }) => name));
  const between = new Set<string>();
  for (const { name, inside } of names) {
    if (!inside) continue;
    for (let above = parentOf(name); above !== '' && !known.has(above); above = parentOf(above)) between.add(above);
  }
  return [...between].toSorted();
}

/** The name without its first label; empty above the last one. */
function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}
