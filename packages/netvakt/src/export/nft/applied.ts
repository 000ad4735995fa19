/**
 * The plan in force, kept from `--apply` to `--restore`. What is lost is put back as it was: a configuration that was edited meanwhile
 * takes effect when somebody applies it, not because rules were flushed.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION } from '../../base/version.ts';
import type { InterceptionPlan } from './plan.ts';
import { readState, stateFolder, writeState } from './state-folder.ts';

/** A million suspects take some 50 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Remembers `plan`. Rejects with an {@link OperatorError} if it cannot be written. @param base - `interception.state_folder` */
export async function keepPlan(base: string, plan: InterceptionPlan): Promise<void> {
  const folder = stateFolder(base);
  if (folder !== undefined) await writeState(join(folder, 'plan.json'), { version: VERSION, plan }, 0o600);
}

/** The plan that this version put in force here; `undefined` if there is none. */
export async function keptPlan(base: string): Promise<InterceptionPlan | undefined> {
  const folder = stateFolder(base);
  if (folder === undefined) return undefined;
  // Written by this version, into a folder that only root can write to.
  const kept = (await readState(join(folder, 'plan.json'), MOST_BYTES)) as KeptPlan | null | undefined;
  return kept?.version === VERSION ? kept.plan : undefined;
}

interface KeptPlan {
  readonly version: string;
  readonly plan: InterceptionPlan;
}

/** Forgets the plan: it was taken away. */
export async function forgetPlan(base: string): Promise<void> {
  const folder = stateFolder(base);
  if (folder !== undefined) await rm(join(folder, 'plan.json'), { force: true });
}
