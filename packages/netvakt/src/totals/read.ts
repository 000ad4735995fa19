/** Kept totals, read by commands while a filter may be writing them. */
import { accessSync, constants } from 'node:fs';
import { codeOf } from '../base/anonymous.ts';
import { OperatorError } from '../base/operator-error.ts';
import type { Config } from '../config/config.ts';
import { type StoredTotals, TotalsStore } from './store.ts';

/** Returns the one store that the configuration names. Throws an `OperatorError` if it names none. */
export function configuredStores(config: Config | undefined): readonly string[] {
  const path = config?.fixed.statistics.store;
  if (path !== undefined) return [path];
  throw new OperatorError('ERR_TOTALS', {
    found: 'The configuration keeps no totals',
    remedy: 'Name a file in statistics.store, or give one with --store',
  });
}

/**
 * Runs `use` on an open store. Throws an `OperatorError` if it is not there, or cannot be read or written. A filter alone makes a store:
 * the file of another user would stop it from counting.
 */
export function withTotals<T>(path: string, mode: 'read' | 'write', use: (store: TotalsStore) => T): T {
  let store: TotalsStore | undefined;
  try {
    accessSync(path, mode === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK);
    store = mode === 'read' ? TotalsStore.read(path) : TotalsStore.open(path);
    return use(store);
  } catch (error) {
    throw new OperatorError('ERR_TOTALS', { found: `Cannot ${mode} the totals in ${path}`, remedy: remedyFor(error) });
  } finally {
    store?.close();
  }
}

const MISSING = 'There is no such file: check the path. A filter makes it when it starts';
const BY_FILTER = 'Run the command as the user of the filter: this one may not';
/** By the system's code, or by SQLite's own number. */
const REMEDIES: ReadonlyMap<string | number | undefined, string> = new Map<string | number, string>([
  ['ENOENT', MISSING],
  ['ENOTDIR', MISSING],
  ['ELOOP', MISSING],
  ['ENAMETOOLONG', MISSING],
  ['EACCES', BY_FILTER],
  ['EROFS', BY_FILTER],
  [5, 'Another process writes it: run the command again'],
  [8, BY_FILTER],
  [13, 'Make room on its disk'],
  [14, BY_FILTER],
]);

function remedyFor(error: unknown): string {
  const number = Number((error as { readonly errcode?: unknown }).errcode) & 0xff;
  const known = REMEDIES.get(codeOf(error)) ?? REMEDIES.get(number);
  return known ?? 'The file is damaged, or holds no totals: name another, or restore it';
}

/** What a store holds of some days, and the first day that it knows of. */
export interface StoreContent extends StoredTotals {
  /** `undefined` if it holds nothing of its filter's service. */
  readonly firstDay: string | undefined;
}

/** Reads days from each store: one of each machine. Throws like {@link withTotals}. */
export function readTotalsOf(paths: readonly string[], since: string, until: string): readonly StoreContent[] {
  return paths.map((path) =>
    withTotals(path, 'read', (store) => ({ ...store.between(since, until), firstDay: store.firstServiceDay() })),
  );
}
