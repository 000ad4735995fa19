/** Whether a node can use a snapshot that somebody else compiled. */
import { Matcher, type Snapshot, withShadows } from '@netvakt/matcher';
import { type TrustFailure, untrusted } from '../trust/outcome.ts';

/** What a node's own configuration says. */
export interface FleetMembership {
  /** In their order: the position is a market's code in the snapshot. */
  readonly markets: readonly string[];
  /** Ids, in their order: counters are kept by position. */
  readonly lists: readonly string[];
  /** Absolute URLs that no snapshot may block. */
  readonly mustPass: readonly string[];
}

/** Why the node cannot use `snapshot`; `undefined` where it can. Linear in the pages that must pass. */
export function unfit(snapshot: Snapshot, { markets, lists, mustPass }: FleetMembership): TrustFailure | undefined {
  if (!same(snapshot.markets, markets) && !same(snapshot.markets, withShadows(markets)))
    return untrusted('fleet-lists', 'other markets than this node has');
  const ids = snapshot.lists.map(({ id }) => id);
  // Behind the last may stand deliveries of these lists that are in shadow, and the publisher's allow rules.
  const behind = ids.slice(lists.length);
  if (!same(ids.slice(0, lists.length), lists) || behind.some((id) => id !== 'allow' && !lists.includes(id)))
    return untrusted('fleet-lists', `${ids.length} lists, in this node's configuration ${lists.length}, or others`);
  const matcher = new Matcher(snapshot);
  const blocked = mustPass.filter((page) => isBlocked(matcher, new URL(page), markets.length)).length;
  if (blocked === 0) return undefined;
  return untrusted('fleet-must-pass', `it blocks ${blocked} of ${mustPass.length} pages that must pass`);
}

function isBlocked(matcher: Matcher, { host, pathname, search }: URL, markets: number): boolean {
  for (let market = 0; market < markets; market += 1) {
    if (matcher.matchRequest(host, `${pathname}${search}`, market) > 0) return true;
  }
  return false;
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.join('\n') === right.join('\n');
}
