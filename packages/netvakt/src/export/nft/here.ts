/** A plan put in force on this machine, or taken away, with the record of it that the running filter reads. */
import type { Config } from '../../config/config.ts';
import { forgetPlan, keepPlan, keptPlan } from './applied.ts';
import { applyPlan, removePlan, updateSuspects } from './apply.ts';
import { removeCanaryNet } from './canary/net.ts';
import type { InterceptionPlan } from './plan.ts';
import { appliedStatus, removedStatus } from './restore.ts';
import { machineSeconds, NO_STATUS, readStatus, writeStatus } from './status.ts';
import { runHere } from './tools.ts';

/** Puts all of `plan` in force, or only its suspects into the sets of a ruleset in force. */
export async function applyHere(config: Config, plan: InterceptionPlan, what: 'all' | 'suspects'): Promise<void> {
  const base = stateBase(config);
  if (what === 'suspects') {
    updateSuspects(plan, plan.suspects, runHere);
    const kept = await keptPlan(base);
    if (kept !== undefined) await keepPlan(base, { ...kept, suspects: plan.suspects });
    return;
  }
  applyPlan(plan, runHere);
  await keepPlan(base, plan);
  const before = (await readStatus(base)) ?? NO_STATUS;
  await writeStatus(base, appliedStatus(plan, before, runHere, machineSeconds()));
}

/** Takes `plan` away, and the canary's namespaces. */
export async function removeHere(config: Config, plan: InterceptionPlan): Promise<void> {
  const base = stateBase(config);
  removePlan(plan, runHere);
  removeCanaryNet(runHere);
  await forgetPlan(base);
  const before = await readStatus(base);
  if (before !== undefined) await writeStatus(base, removedStatus(plan, before));
}

/** `interception.state_folder`. A plan was made, so the section is there. */
export function stateBase({ interception }: Config): string {
  if (interception === undefined) throw new TypeError('There is no section interception');
  return interception.stateFolder;
}
