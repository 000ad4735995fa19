/** `netvakt export nft --restore`: what netvakt-rules.timer runs each minute. */
import type { Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import type { Output } from '../base/output.ts';
import { keptPlan } from './nft/applied.ts';
import { updateExempt } from './nft/apply.ts';
import { askCanary } from './nft/canary/ask.ts';
import type { Difference } from './nft/check.ts';
import { applyHere, stateBase } from './nft/here.ts';
import type { InterceptionPlan } from './nft/plan.ts';
import { askedStatus, restorePlan } from './nft/restore.ts';
import { machineSeconds, NO_STATUS, readStatus, writeStatus } from './nft/status.ts';
import { runHere } from './nft/tools.ts';
import { type PlanRun, wholePlan } from './suspects/run.ts';

/**
 * Puts back what is lost of the plan in force, or puts the configured one in force if there is none yet; then asks the canary.
 * Resolves with 1 if something could not be put back, or the canary was not answered as it should be. Needs root.
 */
export async function restore(context: Context, run: PlanRun): Promise<number> {
  const base = stateBase(run.config);
  const kept = await keptPlan(base);
  const plan = kept === undefined ? await wholePlan(context, run) : await withExempt(context, run, kept);
  if (kept === undefined) await applyHere(run.config, plan, 'all');
  const { status, lost, remaining } = restorePlan(
    plan,
    (await readStatus(base)) ?? NO_STATUS,
    runHere,
    machineSeconds(),
  );
  await writeStatus(base, status);
  // Somebody may have written the register, or flushed the sets, since the last look.
  if (run.config.exemptions !== undefined && plan.exempt !== kept?.exempt) updateExempt(plan, plan.exempt, runHere);
  if (run.json !== true) await reportLost(context.stderr, lost, remaining);
  const { canary, failed } = await askCanary(plan, status.canary, { run: runHere, now: () => Date.now() / 1000 });
  const asked = askedStatus(plan, (await readStatus(base)) ?? status, remaining, canary);
  await writeStatus(base, asked);
  if (run.json === true) {
    const report = { lost, remaining, canaryFailed: failed, inForce: asked.inForce };
    await context.stdout.write(`${JSON.stringify(report)}\n`);
  } else for (const line of failed) await context.stderr.write(`Canary: ${line}\n`);
  return remaining.length === 0 && failed.length === 0 ? EXIT.done : EXIT.failed;
}

/** Sources that are exempt now: they change in place while a plan is in force. Those of before, if they cannot be read. */
async function withExempt(
  { stderr }: Context,
  { config, exempt }: PlanRun,
  kept: InterceptionPlan,
): Promise<InterceptionPlan> {
  try {
    return { ...kept, exempt: await exempt(config, stderr) };
  } catch (error) {
    for (const reason of explainFailure(error) ?? ['Exemptions cannot be read']) await stderr.write(`${reason}\n`);
    return kept;
  }
}

/** Nothing to report is nothing written: the journal has a line only if something was lost. */
async function reportLost(
  stderr: Output,
  lost: readonly Difference[],
  remaining: readonly Difference[],
): Promise<void> {
  for (const { found } of lost) await stderr.write(`Lost: ${found}\n`);
  for (const { found, remedy } of remaining) await stderr.write(`Not put back: ${found}. ${remedy}\n`);
  if (lost.length > 0 && remaining.length === 0) await stderr.write('Put back: all of it is in force again\n');
}
