import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder that is removed when the process ends, by a signal too. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-conformance-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // A signal without a handler runs no exit handler.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return folder;
}
