import type { ListFacts } from '@netvakt/blocklist';
import type { Snapshot } from '@netvakt/matcher';
import type { ListLedger, ListReport } from '@netvakt/metrics';
import { ListsError } from '../base/lists-error.ts';
import type { Log } from '../base/log.ts';
import { type CompiledLists, compileConfigured } from '../compile/lists.ts';
import type { Config, ConfiguredList } from '../config/config.ts';
import type { EnforcedList } from '../totals/list-updates.ts';
import { judgeChange, type ListsInForce } from './judge-change.ts';

/**
 * As {@link compileConfigured}, with each attempt and each refusal written into `ledger`. `now` gives Unix seconds. With `before`, lists
 * that have changed too much are refused.
 */
export async function loadLists(
  config: Config,
  ledger: ListLedger,
  now: () => number,
  before?: ListsInForce,
): Promise<CompiledLists> {
  const at = now();
  for (const { settings } of config.reloadable.lists) ledger.attempted(settings.id, at);
  try {
    const compiled = await compileConfigured(config);
    const refusals = before === undefined ? [] : judgeChange(before, config, compiled.lists);
    if (refusals.length > 0) throw new ListsError(refusals);
    return compiled;
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

/** The lists that block: not those that only count, and none of a test. */
export function enforcedLists(
  { reloadable }: Config,
  { lists, inShadow = [] }: CompiledLists,
): readonly EnforcedList[] {
  return reloadable.lists.flatMap(({ settings: { id, markets }, apart }, i) => {
    const facts = lists[i];
    if (facts === undefined || apart || inShadow.includes(id)) return [];
    return [{ id, markets, sha256: facts.sha256, change: facts.change }];
  });
}

function reportOf(
  { version, counts, rejected, quarantined: kept, policy = {} }: ListFacts,
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
    policy,
  };
}

/** Logs what took effect: each list by its counts, and all of them together. */
export function logLists(log: Log, { lists, snapshot, seconds }: CompiledLists): void {
  for (const { id, version, counts } of lists) {
    const { active, duplicates, invalid, quarantined } = counts;
    log.debug({ list: id, version, active, duplicates, invalid, quarantined }, 'list in force');
  }
  log.info({ lists: lists.length, rules: snapshot.ruleCount, seconds: Number(seconds.toFixed(3)) }, 'lists in force');
}
