/** One request through the definition and through the matcher; both must agree. */

import type { WorldRequest } from '@netvakt/fixtures';
import type { ListDescription, Matcher, Rule } from '@netvakt/matcher';
import { naiveFind } from './naive.ts';

export type Outcome = 'none' | 'invalid' | Rule['kind'];

/** Returns the verdict of both; throws if they differ. */
export function judgeTwice(
  matcher: Matcher,
  rules: readonly Rule[],
  lists: readonly ListDescription[],
  request: WorldRequest,
): Outcome {
  const market = matcher.snapshot.markets[request.market] ?? '';
  const wanted = naiveFind(rules, lists, market, request);
  const handle = matcher.matchRequest(request.host, request.target, request.market);
  if (handle <= 0) {
    const found: Outcome = handle < 0 ? 'invalid' : 'none';
    const expected = wanted === 'invalid' ? 'invalid' : wanted.length === 0 ? 'none' : wanted[0]?.kind;
    if (found !== expected) throw difference(request, expected, found);
    return found;
  }
  if (wanted === 'invalid' || !isSameRule(matcher, handle, rules, wanted))
    throw difference(request, wanted, matcher.describe(handle));
  return matcher.describe(handle).kind;
}

/** True if the handle's rule is one of those wanted, in exactly the lists that have it. */
function isSameRule(matcher: Matcher, handle: number, rules: readonly Rule[], wanted: readonly Rule[]): boolean {
  const { kind, action, lists } = matcher.describe(handle);
  const sources = lists.map(({ list, line }) => rules.find((rule) => rule.list === list && rule.line === line));
  const [first] = sources;
  if (action !== 'deny' || first === undefined || !wanted.includes(first) || first.kind !== kind) return false;
  const same = wanted.filter((rule) => keyOf(rule) === keyOf(first));
  const listsWanted = new Set(same.map(({ list }) => list));
  return (
    listsWanted.size === lists.length &&
    sources.every((rule) => rule !== undefined && same.includes(rule)) &&
    lists.every(({ list }) => listsWanted.has(list))
  );
}

function keyOf({ kind, host, port, path, query, pathCase, text }: Rule): string {
  return JSON.stringify([kind, host, port ?? null, path, query ?? null, pathCase === 'insensitive', text ?? null]);
}

function difference(request: WorldRequest, wanted: unknown, found: unknown): Error {
  return new Error(`differ: ${JSON.stringify({ request, wanted, found })}`);
}
