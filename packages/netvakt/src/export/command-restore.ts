/** `netvakt export nft --restore`: what netvakt-rules.timer runs each minute. */
import { PassThrough } from 'node:stream';
import type { Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { explainFailure } from '../base/failure.ts';
import { Output } from '../base/output.ts';
import { exemptInPlace } from './exempt-in-place.ts';
import { orNobody } from './exempt-sources.ts';
import { keptPlan } from './nft/applied.ts';
import { askCanary } from './nft/canary/ask.ts';
import type { Difference } from './nft/check.ts';
import { applyHere, removeHere, stateBase } from './nft/here.ts';
import type { AddressesByFamily, InterceptionPlan } from './nft/plan.ts';
import { askedStatus, restorePlan } from './nft/restore.ts';
import { machineSeconds, NO_STATUS, readStatus, writeStatus } from './nft/status.ts';
import { isTakenAway } from './nft/taken-away.ts';
import { runHere } from './nft/tools.ts';
import { type PlanRun, wholePlan } from './suspects/run.ts';

/**
 * Puts back what is lost of the plan in force, or puts the configured one in force if there is none yet; then asks the canary. Does
 * neither after `--remove`.
 * Resolves with 1 if something could not be put back, or the canary was not answered as it should be. Needs root.
 */
export async function restore(context: Context, run: PlanRun): Promise<number> {
  const base = stateBase(run.config);
  if (await isTakenAway(base)) {
    await renewRecord(base);
    return reportLeftAway(context, run);
  }
  const { plan, exemptRead } = await planToKeep(context, run, base);
  const { status, lost, remaining } = restorePlan(
    plan,
    (await readStatus(base)) ?? NO_STATUS,
    runHere,
    machineSeconds(),
  );
  await writeStatus(base, status);
  // Somebody may have written the register, or flushed the sets, since the last look.
  if (exemptRead) await exemptNow(run, plan);
  if (run.json !== true) await reportLost(context.stderr, lost, remaining);
  const { canary, failed } = await askCanary(plan, status.canary, { run: runHere, now: () => Date.now() / 1000 });
  // Seconds have passed, in which somebody may have taken the rules away: then what was put back must go again.
  if (await isTakenAway(base)) {
    await removeHere(run.config);
    return reportLeftAway(context, run);
  }
  const asked = askedStatus(plan, (await readStatus(base)) ?? status, remaining, canary);
  await writeStatus(base, asked);
  const report = { takenAway: false, lost, remaining, canaryFailed: failed, inForce: asked.inForce };
  if (run.json === true) await context.stdout.write(`${JSON.stringify(report)}\n`);
  else for (const line of failed) await context.stderr.write(`Canary: ${line}\n`);
  return remaining.length === 0 && failed.length === 0 ? EXIT.done : EXIT.failed;
}

/** The plan in force, with who is exempt now; if there is none, the configured one, which is put in force. */
async function planToKeep(context: Context, run: PlanRun, base: string): Promise<PlanToKeep> {
  const kept = await keptPlan(base);
  if (kept !== undefined) {
    const plan = await withExempt(context, run, kept);
    return { plan, exemptRead: run.config.exemptions !== undefined && plan.exempt !== kept.exempt };
  }
  const plan = await wholePlan(context, { ...run, exempt: orNobody(run.exempt) });
  await applyHere(run.config, plan, 'all');
  return { plan, exemptRead: false };
}

interface PlanToKeep {
  readonly plan: InterceptionPlan;
  /** True if exemptions were read for a plan that was in force already: its sets may hold others. */
  readonly exemptRead: boolean;
}

/** That nothing is in force was looked at now, too. */
async function renewRecord(base: string): Promise<void> {
  const status = await readStatus(base);
  if (status !== undefined) await writeStatus(base, { ...status, checked: machineSeconds() });
}

async function reportLeftAway({ stdout, stderr }: Context, { config, json }: PlanRun): Promise<number> {
  const table = config.interception?.table ?? '';
  const report = { takenAway: true, lost: [], remaining: [], canaryFailed: [], inForce: {} };
  if (json === true) await stdout.write(`${JSON.stringify(report)}\n`);
  else await stderr.write(`Left away: --remove took table inet ${table} away; --apply puts it in force again\n`);
  return EXIT.done;
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

/** Milliseconds that the timer waits for a command that changes the register. */
const PATIENCE = 10_000;

/** Messages about the register were printed when it was read for the plan. */
async function exemptNow({ config, exempt }: PlanRun, plan: InterceptionPlan): Promise<void> {
  if (config.exemptions === undefined) return;
  const { folder } = config.exemptions;
  const nobody = new Output(new PassThrough().resume());
  const read = (): Promise<AddressesByFamily> => exempt(config, nobody).catch(() => plan.exempt);
  await exemptInPlace(plan, { folder, read, run: runHere, patience: PATIENCE });
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
