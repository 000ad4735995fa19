import { randomFillSync } from 'node:crypto';
import { changeBy, compileListFiles, expiryOf, factsOf, type ListFacts, type ListState } from '@netvakt/blocklist';
import { openSnapshot, type Snapshot } from '@netvakt/matcher';
import type { ListFetched } from '@netvakt/metrics';
import { ListsError } from '../base/lists-error.ts';
import { isOperatorError } from '../base/operator-error.ts';
import type { Config, ConfiguredList } from '../config/config.ts';
import { distinctKeys, hashKeysOf, withHashKey } from '../config/hash-key.ts';
import { heldLists } from '../fleet/held.ts';
import { type ListPlan, ManagedLists } from '../list/managed-lists.ts';

/** A snapshot that was compiled and can be opened, and what its lists came to. */
export interface CompiledLists {
  readonly snapshot: Snapshot;
  readonly buffer: SharedArrayBuffer;
  /** Keys of the lists of keyed hashes, each once: the snapshot holds none. */
  readonly hashKeys: readonly Uint8Array[];
  /** The configured lists in their order, then deliveries in shadow. */
  readonly lists: readonly ListFacts[];
  /** When the next shadow ends and lists must be compiled again, in milliseconds since 1970. */
  readonly changesAt?: number | undefined;
  /** Ids of lists with a delivery that waits for release. */
  readonly waiting?: readonly string[];
  /** What the store had then, as of {@link ManagedLists.mark}. */
  readonly mark?: string | undefined;
  /** How fresh each managed list is, by id. */
  readonly fetched?: ReadonlyMap<string, ListFetched>;
  /** Ids of the configured lists that only count what they would block. */
  readonly inShadow?: readonly string[];
  /** Reading, parsing, compiling and opening. */
  readonly seconds: number;
  /** On a fleet node: the generation number of this snapshot. */
  readonly generation?: number;
}

/**
 * Compiles all lists of `config` in a process of its own. All or nothing: a set in which one list is missing would unblock
 * its entries. Throws a {@link ListsError} that names every list in the way. A node of a fleet compiles nothing: what it holds is opened.
 *
 * @param seed - of the snapshot's hashes; default: random.
 */
export async function compileConfigured(config: Config, seed?: Uint32Array): Promise<CompiledLists> {
  const { fixed, reloadable } = config;
  if (config.fleet?.source !== undefined && seed === undefined) return heldByNode(config);
  const begun = performance.now();
  const managed = await ManagedLists.open(config, process.env);
  const now = Date.now();
  const configured = reloadable.lists.map((list) => withHashKey(list, process.env));
  const plan = await planOf(managed, configured, now);
  const outcome = await compileListFiles({
    files: plan.files,
    ...(managed === undefined ? {} : { allow: { folder: managed.folder, secret: managed.secret, now } }),
    markets: fixed.markets,
    seed: seed ?? randomFillSync(new Uint32Array(4)),
  });
  if (!outcome.ok) throw new ListsError(outcome.refused.map(({ refusal }) => refusal));
  const snapshot = openSnapshot(outcome.snapshot);
  const lists = outcome.lists.map((list) => withChange(factsOf(list), plan.states.get(list.summary.id)));
  const own = lists.slice(0, reloadable.lists.length); // deliveries that are held follow
  return {
    snapshot,
    buffer: outcome.snapshot,
    hashKeys: distinctKeys(hashKeysOf(configured)),
    lists,
    changesAt: plan.changesAt,
    waiting: plan.waiting,
    mark: plan.mark,
    fetched: new Map(own.flatMap((list) => freshnessOf(list, plan.states.get(list.id)))),
    inShadow: plan.files
      .slice(0, reloadable.lists.length)
      .flatMap(({ settings: { id, enforcement } }) => (enforcement === 'shadow' ? [id] : [])),
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Without managed lists, lists are what their files hold. */
async function planOf(
  managed: ManagedLists | undefined,
  lists: readonly ConfiguredList[],
  now: number,
): Promise<ListPlan> {
  return (
    managed?.files(lists, now) ?? {
      files: lists,
      changesAt: undefined,
      waiting: [],
      states: new Map(),
      mark: undefined,
    }
  );
}

/** What the version in force changed, as the intake has found. */
function withChange(facts: ListFacts, state: ListState | undefined): ListFacts {
  const change = state && changeBy(state, facts.sha256);
  if (change === undefined) return facts;
  const { added, removed, published } = change;
  return { ...facts, change: { added, removed, published } };
}

function freshnessOf({ id, sha256 }: ListFacts, state: ListState | undefined): [id: string, ListFetched][] {
  if (state === undefined) return [];
  const expires = expiryOf(state, sha256);
  const [lastAttempt, lastSuccess] = [state.lastAttempt / 1000, state.lastSuccess / 1000];
  return [[id, { lastAttempt, lastSuccess, expiry: expires === undefined ? undefined : expires / 1000 }]];
}

/** True if the store has changed since the compilation that returned `mark`. False if it cannot be opened. */
export async function hasStoreChanged(config: Config, mark: string | undefined): Promise<boolean> {
  try {
    const managed = await ManagedLists.open(config, process.env);
    return managed !== undefined && (await managed.mark()) !== mark;
  } catch (error) {
    if (isOperatorError(error, 'ERR_INTAKE')) return false; // a reload would not get further
    throw error;
  }
}

async function heldByNode(config: Config): Promise<CompiledLists> {
  const begun = performance.now();
  const held = await heldLists(config, process.env);
  if ('reason' in held) throw new ListsError([held]);
  return { ...held, seconds: (performance.now() - begun) / 1000 };
}
