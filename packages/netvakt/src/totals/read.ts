/** Kept totals, read by commands while a filter may be writing them. */
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

/** Runs `use` on an open store. Throws an `OperatorError` if it cannot be read, or not be written. */
export function withTotals<T>(path: string, mode: 'read' | 'write', use: (store: TotalsStore) => T): T {
  let store: TotalsStore | undefined;
  try {
    store = mode === 'read' ? TotalsStore.read(path) : TotalsStore.open(path);
    return use(store);
  } catch {
    throw new OperatorError('ERR_TOTALS', {
      found: `Cannot ${mode} the totals in ${path}`,
      remedy:
        mode === 'read'
          ? 'The file is missing, unreadable or damaged; a running filter makes it at the end of its first interval'
          : 'Check that it is there and that this user may write it: run the command as the user of the filter',
    });
  } finally {
    store?.close();
  }
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
