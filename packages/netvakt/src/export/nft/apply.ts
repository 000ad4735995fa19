/** Puts a plan in force on this machine, and takes it away. Each may be done again at any time: the result is the same. */
import type { AddressesByFamily, InterceptionPlan } from './plan.ts';
import { routeCommands, routeRemovals } from './routes.ts';
import { removalText, rulesetText, suspectsText } from './ruleset.ts';
import { mustRun, type Run } from './tools.ts';

/** Routes first: a packet that is marked before there is a route for it would be lost. */
export function applyPlan(plan: InterceptionPlan, run: Run): void {
  for (const words of routeCommands(plan)) {
    const command = ['ip', ...words];
    if (words.includes('del')) run(command);
    else mustRun(run, command);
  }
  mustRun(run, ['nft', '-f', '-'], rulesetText(plan));
}

/** Rules first, for the same reason. */
export function removePlan(plan: InterceptionPlan, run: Run): void {
  mustRun(run, ['nft', '-f', '-'], removalText(plan));
  for (const words of routeRemovals(plan)) run(['ip', ...words]);
}

/** Puts other suspects into the sets of a ruleset in force, in one transaction; connections that stand are not touched. */
export function updateSuspects(plan: InterceptionPlan, suspects: AddressesByFamily, run: Run): void {
  mustRun(run, ['nft', '-f', '-'], suspectsText(plan, suspects));
}
