/** `netvakt reload`: what `systemctl reload` runs. A signal alone cannot report whether the filter took what it was given. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ReloadState } from '@netvakt/metrics';
import { codeOf } from '../base/anonymous.ts';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { configured } from '../config/default-config.ts';
import { askFilter } from './ask-filter.ts';

export interface ReloadOptions {
  readonly config?: string;
  /** Seconds. */
  readonly wait: number;
  readonly json?: boolean;
}

/** Between two looks, in milliseconds. */
const LOOK = 100;

/**
 * Lets the filter of this configuration reload, and waits until it has. Whoever asks, a reload that begins after the first look reads
 * what was there at that look, so its result counts.
 *
 * Throws an `OperatorError`: a configuration with mistakes, which the filter never sees; no filter, or one that does not take
 * the signal, ends, drains, or is not done in time.
 */
export const reloadRunning: Action<ReloadOptions> = async ({ stdout, stderr }, { config: file, wait, json }) => {
  const config = await configured(file);
  const ask = askFilter(config);
  const look = async (): Promise<ReloadState> => stateIn(await ask('/-/reload'), config.fixed.admin.port);
  const before = await look();
  if (before.phase === 'draining') throw failure('the filter is ending', 'Start it again: it reads everything anew');
  signal(before.pid);
  const until = performance.now() + wait * 1000;
  let after = before;
  while (after.ended <= before.begun) {
    if (performance.now() > until) throw failure(`no result after ${wait} seconds`, 'Look into the log of the filter');
    await pause(LOOK);
    after = await look();
    if (after.phase === 'draining') throw failure('the filter is ending', 'Start it again: it reads everything anew');
  }
  const { refused } = after;
  if (refused.length === 0) {
    await stdout.write(shown(json, { reloaded: true, refused }, 'Reloaded: configuration and lists are in force'));
    return EXIT.done;
  }
  if (json === true) await stdout.write(shown(json, { reloaded: false, refused }, ''));
  await stderr.write(
    `Not reloaded, what was in force stays: ${refused.join(', ')}. The log of the filter has the reason\n`,
  );
  return EXIT.failed;
};

function stateIn(text: string | undefined, port: number): ReloadState {
  if (text === undefined)
    throw failure(`nothing answers on admin.port ${port}`, 'Start the filter, or look into its log');
  try {
    const state = JSON.parse(text) as Partial<ReloadState>;
    if (typeof state.pid === 'number' && typeof state.begun === 'number') return state as ReloadState;
  } catch {
    // No JSON: see below.
  }
  throw failure(
    `what answers on admin.port ${port} is no filter of this version`,
    'Restart the filter, then try again',
  );
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGHUP');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw failure(`process ${pid} does not take SIGHUP (${code})`, 'Run this as root, or as the user of the filter');
  }
}

function failure(found: string, remedy: string): OperatorError {
  return new OperatorError('ERR_RELOAD', { found: `Not reloaded: ${found}`, remedy });
}
