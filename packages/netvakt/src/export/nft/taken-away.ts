/**
 * The mark of `--remove`: somebody wants all traffic to pass, so nothing is put back until the next `--apply`. It is in the state
 * folder; in `/run`, a reboot forgets it, as netvakt-rules.service then applies the rules.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readState, stateFolder, writeState } from './state-folder.ts';

const FILE = 'taken-away.json';
const MOST_BYTES = 1024;

/** Sets the mark. Rejects with an {@link OperatorError} if it cannot be written. @param base - `interception.state_folder` */
export async function markTakenAway(base: string): Promise<void> {
  const folder = stateFolder(base);
  if (folder !== undefined) await writeState(join(folder, FILE), { takenAway: true }, 0o644);
}

/** True from `--remove` to the next `--apply` in this network namespace. */
export async function isTakenAway(base: string): Promise<boolean> {
  const folder = stateFolder(base);
  return folder !== undefined && (await readState(join(folder, FILE), MOST_BYTES)) !== undefined;
}

/** Forgets the mark. */
export async function unmarkTakenAway(base: string): Promise<void> {
  const folder = stateFolder(base);
  if (folder !== undefined) await rm(join(folder, FILE), { force: true });
}
