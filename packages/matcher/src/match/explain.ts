/** The whole story of one verdict, for people. */
import type { AlternateReason, InvalidReason } from '../canonical/types.ts';
import { canonicaliseUrl } from '../canonical/url.ts';
import type { RuleKind } from '../rule/types.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { Matcher } from './matcher.ts';

/** Why a verdict was reached, beside the rule: a closed set. */
export type VerdictReason = 'no-rule' | 'allow-rule' | 'deny-rule' | InvalidReason;

/** What decided, as people look it up. */
export interface ExplainedRule {
  readonly list: string;
  readonly version: string;
  readonly line: number;
  readonly kind: RuleKind;
}

/** The story of a verdict. */
export interface Explanation {
  readonly input: string;
  readonly canonical: { readonly host: string; readonly path: string; readonly query: string } | null;
  readonly verdict: 'forward' | 'block' | 'refuse';
  readonly reason: VerdictReason;
  /** The alternate form that was covered, where it was not the primary one. */
  readonly via: AlternateReason | null;
  /** The rule that decided, in the first of its lists; `null` where none covers the page. */
  readonly rule: ExplainedRule | null;
  /** The same in every list that has it. */
  readonly rules: readonly ExplainedRule[];
}

/**
 * Tells what would be decided about a URL in a market, and why.
 *
 * @throws RangeError where the snapshot has no such market
 */
export function explain(subject: Snapshot | Matcher, url: string, market: string): Explanation {
  const matcher = subject instanceof Matcher ? subject : new Matcher(subject);
  const code = matcher.snapshot.markets.indexOf(market);
  if (code === -1)
    throw new RangeError(`The snapshot has no market "${market}". It has: ${matcher.snapshot.markets.join(', ')}`);
  const named = canonicaliseUrl(url);
  const none = { input: url, via: null, rule: null, rules: [] };
  if (!named.ok) return { ...none, canonical: null, verdict: 'refuse', reason: named.reason };
  const { host, hostKind, port, path, query } = named.url;
  const canonical = { host, path, query };
  const authority = (hostKind === 'ipv6' ? `[${host}]` : host) + (port === undefined ? '' : `:${port}`);
  for (const form of [{ reason: null, path, query }, ...named.alternates]) {
    const handle = matcher.matchRequest(authority, form.path + (form.query === '' ? '' : `?${form.query}`), code);
    if (handle <= 0) continue;
    const { kind, lists } = matcher.describe(handle);
    const rules = lists.map(({ list, line }) => {
      const { id = '', version = '' } = matcher.snapshot.lists[list] ?? {};
      return { list: id, version, line, kind };
    });
    return {
      input: url,
      canonical,
      verdict: 'block',
      reason: 'deny-rule',
      via: form.reason,
      rule: rules[0] ?? null,
      rules,
    };
  }
  return { ...none, canonical, verdict: 'forward', reason: 'no-rule' };
}
