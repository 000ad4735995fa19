/** Whether a node can use a snapshot that somebody else compiled. */
import { HashedMatcher, Matcher, type Snapshot, withShadows } from '@netvakt/matcher';
import { type HashKey, hashUnder } from '../settings/hash-key.ts';
import { type TrustFailure, untrusted } from '../trust/outcome.ts';

/** What a node's own configuration requires. */
export interface FleetMembership {
  /** In their order: the position is a market's code in the snapshot. */
  readonly markets: readonly string[];
  /** Ids, in their order: counters are kept by position. */
  readonly lists: readonly string[];
  /** Absolute URLs that no snapshot may block. */
  readonly mustPass: readonly string[];
  /** Keys of its lists of keyed hashes, by id. A snapshot holds the hashes and no key. */
  readonly hashKeys: ReadonlyMap<string, HashKey>;
}

/** What a publisher states about a list. */
interface PublishedList {
  readonly id: string;
  readonly format: string;
}

/** The reason the node cannot use `snapshot` of these lists; `undefined` if it can. Linear in the pages that must pass. */
export function unfit(
  snapshot: Snapshot,
  { markets, lists, mustPass, hashKeys }: FleetMembership,
  published: readonly PublishedList[],
): TrustFailure | undefined {
  if (!same(snapshot.markets, markets) && !same(snapshot.markets, withShadows(markets)))
    return untrusted('fleet-lists', 'other markets than this node has');
  const ids = snapshot.lists.map(({ id }) => id);
  // Deliveries in shadow of these lists may follow the last, and the publisher's allow rules.
  const behind = ids.slice(lists.length);
  if (!same(ids.slice(0, lists.length), lists) || behind.some((id) => id !== 'allow' && !lists.includes(id)))
    return untrusted('fleet-lists', `${ids.length} lists, in this node's configuration ${lists.length}, or others`);
  const hashes = [...hashKeys.values()].map(({ key }) => hashUnder(key));
  const matcher = new HashedMatcher(new Matcher(snapshot), (text) => hashes.map((hash) => hash(text)));
  const unknown = unknownHashes(matcher, hashKeys, published);
  if (unknown !== undefined) return unknown;
  const blocked = mustPass.filter((page) => isBlocked(matcher, new URL(page), markets.length)).length;
  if (blocked === 0) return undefined;
  return untrusted('fleet-must-pass', `it blocks ${blocked} of ${mustPass.length} pages that must pass`);
}

/** Without its key, or with another one, a node would enforce nothing of a list of keyed hashes. */
function unknownHashes(
  matcher: HashedMatcher,
  hashKeys: ReadonlyMap<string, HashKey>,
  published: readonly PublishedList[],
): TrustFailure | undefined {
  for (const [list, { id, format }] of published.entries()) {
    if (format !== 'keyed-hashes') continue;
    const known = hashKeys.get(id);
    if (known === undefined) return untrusted('hash-key-missing', `list ${id} holds keyed hashes`);
    const testEntry = hashUnder(known.key)(known.testEntry);
    if (!matcher.listsWith(testEntry).includes(list))
      return untrusted('hash-key-wrong', `list ${id} has no entry that is the hash of its test entry`);
  }
  return undefined;
}

function isBlocked(matcher: HashedMatcher, { host, pathname, search }: URL, markets: number): boolean {
  for (let market = 0; market < markets; market += 1) {
    if (matcher.matchRequest(host, `${pathname}${search}`, market) > 0) return true;
  }
  return false;
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.join('\n') === right.join('\n');
}
