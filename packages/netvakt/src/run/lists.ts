import { randomFillSync } from 'node:crypto';
import { type CompiledList, compileListFiles, type ListRefusal } from '@netvakt/blocklist';
import { openSnapshot, type Snapshot } from '@netvakt/matcher';
import type { ListLedger, ListReport } from '@netvakt/metrics';
import type { Config, ConfiguredList } from '../config/config.ts';
import { Intake } from '../list/intake.ts';

/** A snapshot that was compiled and can be opened, and what is to be told of it. */
export interface CompiledLists {
  readonly snapshot: Snapshot;
  readonly buffer: SharedArrayBuffer;
  readonly lists: readonly CompiledList[];
  /** Reading, parsing, compiling and opening. */
  readonly seconds: number;
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
 * Compiles all lists of `config` in a thread of its own. All or nothing: a set in which one list is missing would unblock
 * its entries. Throws a {@link ListsError} that names every list in the way.
 */
export async function compileConfigured(config: Config): Promise<CompiledLists> {
  const { fixed, reloadable } = config;
  const begun = performance.now();
  const intake = await Intake.open(config, process.env);
  const outcome = await compileListFiles({
    files: intake?.files(reloadable.lists) ?? reloadable.lists,
    ...(intake === undefined ? {} : { allow: { folder: intake.folder, secret: intake.secret, now: Date.now() } }),
    markets: fixed.markets,
    seed: randomFillSync(new Uint32Array(4)),
  });
  if (!outcome.ok) throw new ListsError(outcome.refused.map(({ refusal }) => refusal));
  const snapshot = openSnapshot(outcome.snapshot);
  return { snapshot, buffer: outcome.snapshot, lists: outcome.lists, seconds: (performance.now() - begun) / 1000 };
}

/** As {@link compileConfigured}, with each attempt and each refusal written into `ledger`. `now` gives Unix seconds. */
export async function loadLists(config: Config, ledger: ListLedger, now: () => number): Promise<CompiledLists> {
  const at = now();
  for (const { settings } of config.reloadable.lists) ledger.attempted(settings.id, at);
  try {
    return await compileConfigured(config);
  } catch (error) {
    if (error instanceof ListsError) {
      for (const { list, reason } of error.refusals) ledger.failed(list === '*' ? undefined : list, reason);
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
  ledger.track(lists.map(({ settings: { id, markets } }) => ({ id, markets })));
  for (const [i, { settings }] of lists.entries()) {
    const list = compiled.lists[i];
    if (list !== undefined) ledger.succeeded(settings.id, unixSeconds, reportOf(list, compiled.snapshot, i));
  }
}

function reportOf({ version, summary }: CompiledList, snapshot: Snapshot, index: number): ListReport {
  const { active, duplicates, invalid, quarantined } = summary.counts;
  return {
    version,
    entries: { ...snapshot.ruleCounts(index) },
    lines: { active, duplicates, invalid, quarantined },
    rejected: Object.fromEntries(summary.rejected.byReason),
    quarantined: Object.fromEntries(summary.quarantined.byReason),
  };
}
