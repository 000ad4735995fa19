/**
 * Whether a delivery is so unlike the one before it that a person should look first: half a list gone is an unblocking, eight
 * thousand new names in a night were, once, a country's shops.
 */
import type { RuleTable } from '@netvakt/matcher';

/**
 * The reason a delivery is held. Kebab-case and closed: a metric label. `in-shadow` alone waits for nobody: it ends with its time.
 */
export type HoldReason = 'grew' | 'shrank' | 'shadows-many' | 'asked-for' | 'in-shadow';

/** Every reason to hold a delivery, so that a counter exists for each from the start. */
export const HOLD_REASONS: readonly HoldReason[] = ['grew', 'shrank', 'shadows-many', 'asked-for', 'in-shadow'];

/** One reason to hold, with the figures. Never text of the list. */
export interface HoldCause {
  readonly reason: HoldReason;
  readonly found: string;
}

/** How many rules may come or go at once. */
export interface SizeBounds {
  /** Shares of the rules in force: 0.2 is a fifth more, or less. */
  readonly maxGrowth: number;
  readonly maxShrink: number;
  /** A change of so few rules is borne in a list of any size. */
  readonly freeChange: number;
}

/** How much may change in one delivery. */
export interface ChangeBounds extends SizeBounds {
  /** Rules of its own list that a new domain rule may cover. */
  readonly maxShadowed: number;
}

/** A fifth more or less, 50 rules at least; a new domain over at most 20 other rules. */
export const DEFAULT_CHANGE_BOUNDS: ChangeBounds = { maxGrowth: 0.2, maxShrink: 0.2, freeChange: 50, maxShadowed: 20 };

/** Judges the number of active rules, before and now. */
export function judgeSize(before: number, now: number, bounds: SizeBounds): HoldCause | undefined {
  const { maxGrowth, maxShrink, freeChange } = bounds;
  const grown = now - before;
  const found = `${before} rules before, ${now} now`;
  if (grown > freeChange && grown > before * maxGrowth) return { reason: 'grew', found };
  return -grown > freeChange && -grown > before * maxShrink ? { reason: 'shrank', found } : undefined;
}

/** Domain rules that cover at least `least` other rules of their list. Linear in rules times labels. */
export function wideDomains(rules: RuleTable, least: number): ReadonlyMap<string, number> {
  const covered = new Map<string, number>();
  for (const view of rules.views()) if (view.kind === 'domain') covered.set(view.host, 0);
  if (covered.size === 0) return covered;
  for (const view of rules.views()) if (view.kind !== 'ip') countAbove(view.host, view.kind === 'domain', covered);
  for (const [domain, count] of covered) if (count < least) covered.delete(domain);
  return covered;
}

/** Counts a rule of `host` for each domain that covers it. A domain does not count itself, a page on it does. */
function countAbove(host: string, isDomain: boolean, covered: Map<string, number>): void {
  let at = isDomain ? host.indexOf('.') + 1 : 0;
  for (;;) {
    const domain = host.slice(at);
    const count = covered.get(domain);
    if (count !== undefined) covered.set(domain, count + 1);
    const dot = host.indexOf('.', at);
    if (dot === -1) return;
    at = dot + 1;
  }
}

/** Judges domains that cover many other rules, and did not before. `wereWide` knows those that did. */
export function judgeShadowing(
  wide: ReadonlyMap<string, number>,
  wereWide: (domain: string) => boolean,
): HoldCause | undefined {
  const fresh = [...wide].filter(([domain]) => !wereWide(domain));
  if (fresh.length === 0) return undefined;
  const most = fresh.reduce((largest, [, count]) => Math.max(largest, count), 0);
  return {
    reason: 'shadows-many',
    found: `${fresh.length} domains newly cover other rules of the list, one of them ${most}`,
  };
}
