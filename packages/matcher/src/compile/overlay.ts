/** Changes to a snapshot: overlays, merging, deltas. All three are one thing, content that is over a base. */
import { forgetLastMatch } from '../canonical/text.ts';
import type { Rule } from '../rule/types.ts';
import { SnapshotError } from '../snapshot/errors.ts';
import { HEADER } from '../snapshot/layout.ts';
import { OpenedSnapshot } from '../snapshot/open.ts';
import type { ListDescription, Snapshot } from '../snapshot/types.ts';
import { difference, overlaid } from './combine.ts';
import { checkKeys } from './compile.ts';
import { OverlayDraft } from './draft.ts';
import { CompileError } from './errors.ts';
import { type FreezeOptions, freeze } from './freeze.ts';
import { Gatherer, iterable } from './gather.ts';
import { checkLists } from './options.ts';
import { contentFrom } from './read.ts';
import type { Sha256 } from './types.ts';

/** What an overlay changes. */
export interface Changes {
  readonly add: Iterable<Rule>;
  /** Taken away before `add` is added; compared by all but the line. What is not there is no fault. */
  readonly remove: Iterable<Rule>;
  /** The lists from now on: the base's, in their order, perhaps in new versions, and perhaps more. Default: the base's. */
  readonly lists?: readonly ListDescription[] | undefined;
}

function opened(snapshot: Snapshot): OpenedSnapshot {
  if (!(snapshot instanceof OpenedSnapshot))
    throw new TypeError('Cannot compile: the snapshot is not from openSnapshot');
  snapshot.check();
  return snapshot;
}

/** A snapshot that is no overlay: whatever is over one would have no base to be looked up in. */
function standingAlone(snapshot: Snapshot): OpenedSnapshot {
  const found = opened(snapshot);
  if (found.base !== undefined)
    throw contradiction('the base is an overlay itself', 'Merge it into its own base first: merge(base, overlay)');
  return found;
}

/** Eight words of a snapshot's header. */
function digestAt(snapshot: OpenedSnapshot, at: number): Int32Array {
  return snapshot.tables.header.slice(at, at + 8);
}

function frozenAs(snapshot: OpenedSnapshot, lists: readonly ListDescription[], sha256?: Sha256): FreezeOptions {
  return { markets: snapshot.markets, lists, seed: snapshot.seed, sha256 };
}

function contradiction(found: string, remedy: string): CompileError {
  return new CompileError('ERR_COMPILE_OPTIONS', `Cannot compile: ${found}. ${remedy}`);
}

/** Lists may only be renewed in place and added: rules of the base name them by position. */
function checkPlaces(base: Snapshot, lists: readonly ListDescription[]): void {
  for (const [index, { id, markets }] of base.lists.entries()) {
    const now = lists[index];
    if (now?.id !== id || now.markets.join('\n') !== markets.join('\n'))
      throw contradiction(
        `list "${id}" has another place or other markets than in the base`,
        'Compile all lists again',
      );
  }
}

/**
 * Compiles changes into an overlay for `new Matcher(base, overlay)`: it takes effect at once, and costs a lookup in a table
 * that stays in the cache.
 *
 * @returns a snapshot that fits this base only
 * @throws {@link CompileError} as `compile` does
 *
 * Cost: linear in the changes, whatever the size of the base.
 *
 * @example
 * const changes = { add: [rule('new.example')], remove: [rule('bad.example')] };
 * const overlaid = new Matcher(snapshot, openSnapshot(compileOverlay(snapshot, changes)));
 * ['new.example', 'bad.example'].map((host) => overlaid.matchHost(host, 0) > 0); // → [true, false]
 */
export function compileOverlay(base: Snapshot, changes: Changes): SharedArrayBuffer {
  const below = standingAlone(base);
  if (typeof changes !== 'object' || changes === null)
    throw contradiction('there are no changes', 'Pass { add, remove }');
  const lists = changes.lists ?? below.lists;
  checkLists(lists, below.markets);
  checkPlaces(below, lists);
  const gathered = (rules: Iterable<Rule>): Gatherer => {
    const gatherer = new Gatherer(below.seed, lists.length);
    for (const rule of iterable(rules)) gatherer.add(rule);
    forgetLastMatch();
    return gatherer;
  };
  const draft = new OverlayDraft(below);
  draft.remove(gathered(changes.remove));
  draft.add(gathered(changes.add));
  return freeze(draft.content(), { ...frozenAs(below, lists), base: digestAt(below, HEADER.digest) });
}

/**
 * Merges an overlay, or a delta, into its base: byte for byte what `compile` makes of the rules that hold then.
 *
 * @throws {@link CompileError} if the overlay is over another snapshot, or the merged rules are too many
 * @throws {@link SnapshotError} if a delta does not lead to the snapshot that it was made for
 *
 * @param sha256 - as of `compile`
 *
 * Cost: linear in both, 0.24 s for a million rules and a small overlay. Meant for a worker thread.
 *
 * @example
 * const overlay = openSnapshot(compileOverlay(snapshot, { add: [rule('new.example')], remove: [] }));
 * openSnapshot(merge(snapshot, overlay)).ruleCount - snapshot.ruleCount; // → 1
 */
export function merge(base: Snapshot, overlay: Snapshot, sha256?: Sha256): SharedArrayBuffer {
  const [below, over] = [standingAlone(base), opened(overlay)];
  if (over.base !== below.digest)
    throw contradiction('the overlay lies over another snapshot', 'Compile it over this one');
  const content = overlaid(contentFrom(below), contentFrom(over));
  checkKeys(content.records.count);
  const merged = freeze(content, frozenAs(below, over.lists, sha256));
  const wanted = digestAt(over, HEADER.result);
  const reached = new Int32Array(merged, HEADER.digest * 4, 8);
  if (wanted.some((word) => word !== 0) && wanted.some((word, index) => word !== reached[index]))
    throw new SnapshotError(
      'ERR_SNAPSHOT_DIGEST',
      'Cannot apply the delta: it leads elsewhere. Fetch the whole snapshot',
    );
  return merged;
}

/**
 * What changes between two snapshots of one seed, as an overlay of the first that knows the digest of the second.
 * `merge(openSnapshot(from), openSnapshot(delta))` is the second again, or an error.
 *
 * @throws {@link CompileError} if the two have different seeds, markets or places of lists: they share no key
 *
 * @example
 * const next = openSnapshot(compile([rule('new.example')], options));
 * const changes = openSnapshot(delta(snapshot, next)); // a few bytes a change, for who has the snapshot
 * openSnapshot(merge(snapshot, changes)).digest === next.digest; // → true
 */
export function delta(from: Snapshot, to: Snapshot): SharedArrayBuffer {
  const [old, now] = [standingAlone(from), standingAlone(to)];
  if (old.seed.some((word, index) => word !== now.seed[index]))
    throw contradiction('the snapshots have different seeds', 'Compile both with one, or hand over the whole snapshot');
  if (old.markets.join('\n') !== now.markets.join('\n'))
    throw contradiction('the snapshots have different markets', 'Hand over the whole snapshot');
  checkPlaces(old, now.lists);
  const [base, result] = [digestAt(old, HEADER.digest), digestAt(now, HEADER.digest)];
  return freeze(difference(contentFrom(old), contentFrom(now)), { ...frozenAs(now, now.lists), base, result });
}
