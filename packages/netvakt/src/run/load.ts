import type { ListLedger } from '@netvakt/metrics';
import type { BlockAnswer } from '@netvakt/proxy';
import { renderAnswers } from '../blockpage/answers.ts';
import type { CompiledLists } from '../compile/lists.ts';
import { checkReload } from '../config/changes.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { readAdminFiles } from './admin-files.ts';
import type { ListsInForce } from './judge-change.ts';
import { loadLists } from './list-ledger.ts';

/** A configuration and everything that it names, read and checked: it can be put in force. */
export interface LoadedConfig {
  readonly config: Config;
  readonly compiled: CompiledLists;
  /** One a market, without stop pages. */
  readonly answers: readonly BlockAnswer[];
}

/** A {@link LoadedConfig} that takes the place of another. */
export interface ReloadedConfig extends LoadedConfig {
  /** Bearer token of the administration port. */
  readonly token: string | undefined;
}

/** Reads what `config` names. Throws an `OperatorError`. @param now - Unix seconds. */
export async function loadFirst(config: Config, ledger: ListLedger, now: () => number): Promise<LoadedConfig> {
  const compiled = await loadLists(config, ledger, now);
  return { config, compiled, answers: await renderAnswers(config) };
}

/**
 * Reads the file of the running configuration again, and what it names; the lists last, because they take longest.
 * A list in a plain file that has changed too much since `before` is refused.
 * Throws an `OperatorError`, also for a change that takes a restart.
 */
export async function loadAgain(before: ListsInForce, ledger: ListLedger, now: () => number): Promise<ReloadedConfig> {
  const config = await loadConfig(before.config.file);
  checkReload(before.config, config);
  const { token } = await readAdminFiles(config.fixed.admin, config.file);
  const answers = await renderAnswers(config);
  return { config, token, answers, compiled: await loadLists(config, ledger, now, before) };
}
