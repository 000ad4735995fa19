import type { DatabaseSync } from 'node:sqlite';

/**
 *   batches  journal ──> id of the batch that was written last
 *
 * One row a journal, and not one a batch: the number of rows would reveal in how many intervals something was blocked.
 */
export const BATCH_SCHEMA = `
  CREATE TABLE IF NOT EXISTS batches (journal TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
`;

/** Returns those of `batches` that are not written yet: all that come after the last one that is. */
export function unwrittenOf<Batch extends { readonly id: string }>(
  database: DatabaseSync,
  journal: string,
  batches: readonly Batch[],
): readonly Batch[] {
  const row = database.prepare('SELECT id FROM batches WHERE journal = ?').get(journal);
  return batches.slice(1 + batches.findIndex(({ id }) => id === row?.['id']));
}

/** Notes that `id` is written; within the transaction that writes it. */
export function markBatch(database: DatabaseSync, journal: string, id: string): void {
  database.prepare('INSERT OR REPLACE INTO batches VALUES (?, ?)').run(journal, id);
}
