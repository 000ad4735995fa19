/** Puts a plan in force on this machine, and takes it away. Each may be done again at any time: the result is the same. */
import { type AddressesByFamily, type InterceptionPlan, IP_FAMILIES, type IpFamily } from './plan.ts';
import { routeCommands, routeRemovals } from './routes.ts';
import { removalText, rulesetText, suspectsText } from './ruleset.ts';
import { mustRun, type Run } from './tools.ts';

/** Routes first: a packet that is marked before there is a route for it would be lost. */
export function applyPlan(plan: InterceptionPlan, run: Run): void {
  applyRoutes(plan, run);
  applyRuleset(plan, run);
}

/** The policy routing of a plan, for both families or for some. */
export function applyRoutes(plan: InterceptionPlan, run: Run, families: readonly IpFamily[] = IP_FAMILIES): void {
  for (const words of routeCommands(plan)) {
    if (!families.includes(words[0] === '-4' ? 'ipv4' : 'ipv6')) continue;
    const command = ['ip', ...words];
    if (words.includes('del')) run(command);
    else mustRun(run, command);
  }
}

/** The table of a plan, in one transaction. */
export function applyRuleset(plan: InterceptionPlan, run: Run): void {
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
