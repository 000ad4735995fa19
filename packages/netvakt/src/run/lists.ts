import { randomFillSync } from 'node:crypto';
import {
  compileListFiles,
  expiryOf,
  factsOf,
  type ListFacts,
  type ListRefusal,
  type ListState,
} from '@netvakt/blocklist';
import { openSnapshot, type Snapshot } from '@netvakt/matcher';
import type { ListFetched, ListLedger, ListReport } from '@netvakt/metrics';
import type { Config, ConfiguredList } from '../config/config.ts';
import { heldLists } from '../fleet/held.ts';
import { distinctKeys, hashKeysOf, withHashKey } from '../list/hash-key.ts';
import { Intake, IntakeError, type ListPlan } from '../list/intake.ts';
import type { Log } from './log.ts';

/** A snapshot that was compiled and can be opened, and what is to be told of it. */
export interface CompiledLists {
  readonly snapshot: Snapshot;
  readonly buffer: SharedArrayBuffer;
  /** Keys of the lists of keyed hashes, each once: the snapshot holds none. */
  readonly hashKeys: readonly Uint8Array[];
  /** The configured lists in their order; behind them deliveries in shadow. */
  readonly lists: readonly ListFacts[];
  /** When a shadow ends and all should be compiled again: milliseconds since 1970. */
  readonly changesAt?: number | undefined;
  /** Ids of lists of which a delivery waits for somebody's release. */
  readonly waiting?: readonly string[];
  /** What the store had then, as of {@link Intake.mark}. */
  readonly mark?: string | undefined;
  /** How fresh each managed list is, by id. */
  readonly fetched?: ReadonlyMap<string, ListFetched>;
  /** Ids of the configured lists that only count what they would block. */
  readonly inShadow?: readonly string[];
  /** Reading, parsing, compiling and opening. */
  readonly seconds: number;
  /** Of a node: the fleet's generation that this is. */
  readonly generation?: number;
}

/** Lists that cannot be taken. Nothing of the set is in force. */
export class ListsError extends Error {
  override readonly name = 'ListsError';
  readonly code = 'ERR_LISTS';
  readonly refusals: readonly ListRefusal[];

  constructor(refusals: readonly ListRefusal[]) {
    super(`Cannot load the lists: ${refusals.length} refused`);
    this.refusals = refusals;
  }
}

/**
 * Compiles all lists of `config` in a process of its own. All or nothing: a set in which one list is missing would unblock
 * its entries. Throws a {@link ListsError} that names every list in the way. A node of a fleet compiles nothing: what it holds is opened.
 *
 * @param seed - of the snapshot's hashes; drawn anew where left out.
 */
export async function compileConfigured(config: Config, seed?: Uint32Array): Promise<CompiledLists> {
  const { fixed, reloadable } = config;
  if (config.fleet?.source !== undefined && seed === undefined) return heldByNode(config);
  const begun = performance.now();
  const intake = await Intake.open(config, process.env);
  const now = Date.now();
  const configured = reloadable.lists.map((list) => withHashKey(list, process.env));
  const plan = await planOf(intake, configured, now);
  const outcome = await compileListFiles({
    files: plan.files,
    ...(intake === undefined ? {} : { allow: { folder: intake.folder, secret: intake.secret, now } }),
    markets: fixed.markets,
    seed: seed ?? randomFillSync(new Uint32Array(4)),
  });
  if (!outcome.ok) throw new ListsError(outcome.refused.map(({ refusal }) => refusal));
  const snapshot = openSnapshot(outcome.snapshot);
  const lists = outcome.lists.map(factsOf);
  const own = lists.slice(0, reloadable.lists.length); // behind them stand deliveries that are held
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

/** Without an intake, lists are what their files hold. */
async function planOf(intake: Intake | undefined, lists: readonly ConfiguredList[], now: number): Promise<ListPlan> {
  return (
    intake?.files(lists, now) ?? { files: lists, changesAt: undefined, waiting: [], states: new Map(), mark: undefined }
  );
}

function freshnessOf({ id, sha256 }: ListFacts, state: ListState | undefined): [id: string, ListFetched][] {
  if (state === undefined) return [];
  const expires = expiryOf(state, sha256);
  const [lastAttempt, lastSuccess] = [state.lastAttempt / 1000, state.lastSuccess / 1000];
  return [[id, { lastAttempt, lastSuccess, expiry: expires === undefined ? undefined : expires / 1000 }]];
}

/** True where the store holds, or has decided, something else than at the compilation that gave `mark`. False where it cannot be opened. */
export async function hasStoreChanged(config: Config, mark: string | undefined): Promise<boolean> {
  try {
    const intake = await Intake.open(config, process.env);
    return intake !== undefined && (await intake.mark()) !== mark;
  } catch (error) {
    if (error instanceof IntakeError) return false; // a reload would not get further
    throw error;
  }
}

async function heldByNode(config: Config): Promise<CompiledLists> {
  const begun = performance.now();
  const held = await heldLists(config, process.env);
  if ('reason' in held) throw new ListsError([held]);
  return { ...held, seconds: (performance.now() - begun) / 1000 };
}

/** As {@link compileConfigured}, with each attempt and each refusal written into `ledger`. `now` gives Unix seconds. */
export async function loadLists(config: Config, ledger: ListLedger, now: () => number): Promise<CompiledLists> {
  const at = now();
  for (const { settings } of config.reloadable.lists) ledger.attempted(settings.id, at);
  try {
    return await compileConfigured(config);
  } catch (error) {
    if (error instanceof ListsError) {
      for (const { list, reason } of error.refusals)
        ledger.failed(config.reloadable.lists.some(({ settings }) => settings.id === list) ? list : undefined, reason);
    }
    throw error;
  }
}

/** Writes into `ledger` that `compiled` is in force from `unixSeconds` on. */
export function recordLists(
  lists: readonly ConfiguredList[],
  compiled: CompiledLists,
  ledger: ListLedger,
  unixSeconds: number,
): void {
  ledger.track(
    lists.map(({ settings: { id, markets } }) => ({ id, markets })),
    unixSeconds,
  );
  for (const [i, { settings }] of lists.entries()) {
    const list = compiled.lists[i];
    const { id } = settings;
    if (list !== undefined) ledger.succeeded(id, unixSeconds, reportOf(list, compiled.snapshot, i));
    const fetched = compiled.fetched?.get(id);
    if (fetched !== undefined) ledger.fetched(id, fetched);
    const { waiting = [], inShadow = [] } = compiled;
    ledger.stands(id, { waiting: waiting.includes(id), inShadow: inShadow.includes(id) });
  }
}

function reportOf(
  { version, counts, rejected, quarantined: kept }: ListFacts,
  snapshot: Snapshot,
  index: number,
): ListReport {
  const { active, duplicates, invalid, quarantined } = counts;
  return {
    version,
    entries: { ...snapshot.ruleCounts(index) },
    lines: { active, duplicates, invalid, quarantined },
    rejected,
    quarantined: kept,
  };
}

/** Says what came in force: each list by its counts, and all of them together. */
export function logLists(log: Log, { lists, snapshot, seconds }: CompiledLists): void {
  for (const { id, version, counts } of lists) {
    const { active, duplicates, invalid, quarantined } = counts;
    log.debug({ list: id, version, active, duplicates, invalid, quarantined }, 'list in force');
  }
  log.info({ lists: lists.length, rules: snapshot.ruleCount, seconds: Number(seconds.toFixed(3)) }, 'lists in force');
}
