/** Checks whether a plan is in force, restores what is lost of it, and records both. */
import { addLacking, applyRoutes, applyRuleset } from './apply.ts';
import { CANARY_REQUESTS } from './canary/requests.ts';
import { type Difference, differencesOf, type Part } from './check.ts';
import { advance, readCounters } from './counters.ts';
import { KERNEL_QUEUES, kernelQueuesIn } from './kernel-queues.ts';
import { type InterceptionPlan, type IpFamily, type PacketPlan, plannedFamilies, queueOf } from './plan.ts';
import type { RulesStatus } from './status.ts';
import type { Run } from './tools.ts';

/** For how many seconds a check counts: three of netvakt-rules.timer. */
const VALID_SECONDS = 180;
/** From how many failures of the canary in a row rules do not count as in force, whatever is listed. */
const MOST_FAILED = 3;

/** What one look came to. */
export interface Restoration {
  readonly status: RulesStatus;
  /** What was lost, before it was put back. */
  readonly lost: readonly Difference[];
  /** What could not be put back. */
  readonly remaining: readonly Difference[];
}

/** One look. Puts back only what is lost: what is there is not touched, nor what somebody added. @param now - `machineSeconds` */
export function restorePlan(plan: InterceptionPlan, before: RulesStatus, run: Run, now: number): Restoration {
  const lost = lostOf(plan, run);
  if (lost.length > 0) putBack(plan, lost, run);
  const remaining = lost.length === 0 ? [] : lostOf(plan, run);
  const restored = { ...before.restored };
  for (const part of partsOf(lost)) if (!partsOf(remaining).has(part)) restored[part] += 1;
  const failures = before.failures + (remaining.length === 0 ? 0 : 1);
  const status = {
    ...counted(plan, before, run),
    inForce: inForceOf(plan, remaining, before.canary),
    restored,
    failures,
    checked: now,
    validFor: VALID_SECONDS,
  };
  return { status, lost, remaining };
}

/** The status after a round of the canary, which is judged anew with what could not be put back before it. */
export function askedStatus(
  plan: InterceptionPlan,
  status: RulesStatus,
  remaining: readonly Difference[],
  canary: RulesStatus['canary'],
): RulesStatus {
  return { ...status, canary, inForce: inForceOf(plan, remaining, canary) };
}

/** The status after `plan` was applied. Checks go on if there were any; the canary's failures begin anew. @param now - `machineSeconds` */
export function appliedStatus(plan: InterceptionPlan, before: RulesStatus, run: Run, now: number): RulesStatus {
  const { validFor } = before;
  const canary = forgiven(before.canary);
  return { ...counted(plan, before, run), canary, inForce: inForceOf(plan, [], canary), checked: now, validFor };
}

function forgiven(canary: RulesStatus['canary']): RulesStatus['canary'] {
  const families = Object.entries(canary).map(([family, tallies]) => [
    family,
    Object.fromEntries(Object.entries(tallies).map(([request, tally]) => [request, { ...tally, failedInRow: 0 }])),
  ]);
  return Object.fromEntries(families) as RulesStatus['canary'];
}

/** The status after `plan` was taken away. What was counted stays: a counter never falls. @param now - `machineSeconds` */
export function removedStatus(plan: InterceptionPlan, before: RulesStatus, now: number): RulesStatus {
  return {
    ...before,
    checked: now,
    inForce: Object.fromEntries(plannedFamilies(plan).map((family) => [family, false])),
  };
}

function lostOf(plan: InterceptionPlan, run: Run): readonly Difference[] {
  return differencesOf(plan, run).filter(({ lost }) => lost);
}

function putBack(plan: InterceptionPlan, lost: readonly Difference[], run: Run): void {
  const families = plannedFamilies(plan).filter((one) => lost.some(({ family }) => family === one));
  if (families.length > 0) applyRoutes(plan, run, families);
  const ofRuleset = lost.filter(({ part }) => part === 'ruleset');
  if (ofRuleset.some(({ set }) => set === undefined)) applyRuleset(plan, run);
  else if (ofRuleset.length > 0) addLacking(plan, run);
}

function partsOf(differences: readonly Difference[]): ReadonlySet<Part> {
  return new Set(differences.map(({ part }) => part));
}

function counted(plan: InterceptionPlan, before: RulesStatus, run: Run): RulesStatus {
  const reading = readCounters(plan, run);
  const queue = queueOf(plan);
  const queues = queue === undefined ? undefined : queuesNow(queue, run);
  return { ...before, counted: advance(before.counted, before.reading, reading), reading, queues };
}

function queuesNow(packet: PacketPlan, run: Run): RulesStatus['queues'] {
  const { ok, stdout } = run(['cat', KERNEL_QUEUES]);
  return ok ? kernelQueuesIn(stdout, packet) : undefined;
}

function inForceOf(
  plan: InterceptionPlan,
  remaining: readonly Difference[],
  canary: RulesStatus['canary'],
): RulesStatus['inForce'] {
  const isLost = (one: IpFamily): boolean => remaining.some(({ family, part }) => part === 'ruleset' || family === one);
  const isFailing = (one: IpFamily): boolean =>
    plan.canary !== undefined &&
    CANARY_REQUESTS.some((request) => (canary[one]?.[request]?.failedInRow ?? 0) >= MOST_FAILED);
  const families = plannedFamilies(plan).map((family) => [family, !isLost(family) && !isFailing(family)]);
  return Object.fromEntries(families) as RulesStatus['inForce'];
}
