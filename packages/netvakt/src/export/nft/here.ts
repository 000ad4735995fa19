/** A plan put in force on this machine, or taken away, with the record of it that the running filter reads. */
import { OperatorError } from '../../base/operator-error.ts';
import type { Config } from '../../config/config.ts';
import { forgetPlan, keepPlan, keptPlan } from './applied.ts';
import { applyPlan, removePlan, updateSuspects } from './apply.ts';
import { removeCanaryNet } from './canary/net.ts';
import { type InterceptionPlan, queueOf } from './plan.ts';
import { interceptionOf, planOf } from './plan-of-config.ts';
import { removeQueueRules, withQueueOfHere } from './queue-rules.ts';
import { appliedStatus, removedStatus } from './restore.ts';
import { machineSeconds, NO_STATUS, readStatus, writeStatus } from './status.ts';
import { markTakenAway } from './taken-away.ts';
import { runHere } from './tools.ts';

/** The plan of this machine with how packets are handed over here, which only trying shows. */
export function planHere(plan: InterceptionPlan): InterceptionPlan {
  return process.geteuid?.() === 0 ? withQueueOfHere(plan, runHere) : plan;
}

/** Puts all of `plan` in force, or only its suspects into the sets of a ruleset in force. */
export async function applyHere(config: Config, plan: InterceptionPlan, what: 'all' | 'suspects'): Promise<void> {
  const base = stateBase(config);
  if (what === 'suspects') {
    updateSuspects(plan, plan.suspects, runHere);
    const kept = await keptPlan(base);
    if (kept !== undefined) await keepPlan(base, { ...kept, suspects: plan.suspects });
    return;
  }
  const old = await keptPlan(base);
  if (old !== undefined && hasOtherNames(old, plan)) removePlan(old, runHere);
  else if (old !== undefined && queueOf(plan) === undefined) removeQueueRules(old, runHere);
  applyPlan(plan, runHere);
  if (config.interception?.rules !== 'managed') return;
  await keepPlan(base, plan);
  const before = (await readStatus(base)) ?? NO_STATUS;
  await writeStatus(base, appliedStatus(plan, before, runHere, machineSeconds()));
}

/** True if putting `plan` in force would leave something of `old` behind. */
function hasOtherNames(old: InterceptionPlan, plan: InterceptionPlan): boolean {
  return (['mode', 'table', 'mark', 'routingTable'] as const).some((name) => old[name] !== plan[name]);
}

/**
 * Takes away what was put in force, with the canary's namespaces, and what the configuration now contains, of which there may be no record.
 * Nothing puts it back until it is applied. Resolves with the plan that is gone.
 */
export async function removeHere(config: Config): Promise<InterceptionPlan> {
  const base = stateBase(config);
  const kept = await keptPlan(base);
  const plan = kept ?? planOf(config, []);
  const unmarked = await markTakenAway(base).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  removePlan(plan, runHere);
  if (kept !== undefined) removeUnrecorded(kept, config);
  removeCanaryNet(runHere);
  await forgetPlan(base);
  const before = await readStatus(base);
  if (before !== undefined) await writeStatus(base, removedStatus(plan, before, machineSeconds()));
  // The rules are gone even so; but that they stay away must not be believed.
  if (unmarked !== undefined) throw unmarked.error;
  return plan;
}

/** Takes away what an `--apply` that was ended in the middle had put in force, and not recorded yet. */
function removeUnrecorded(kept: InterceptionPlan, config: Config): void {
  const planned = planIn(config);
  if (planned === undefined || !hasOtherNames(kept, planned)) return;
  // In mode redirect a removal leaves something behind, which is for connections that were redirected.
  if (planned.mode === 'redirect' && !runHere(['nft', 'list', 'table', 'inet', planned.table]).ok) return;
  removePlan(planned, runHere);
}

/** `undefined` if the configuration has no plan, as without its listener: what is recorded must go even so. */
function planIn(config: Config): InterceptionPlan | undefined {
  try {
    return planOf(config, []);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

/** `interception.state_folder`. Throws an {@link OperatorError} if there is no such section. */
export function stateBase(config: Config): string {
  return interceptionOf(config).stateFolder;
}
