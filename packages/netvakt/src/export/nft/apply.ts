/** Puts a plan in force on this machine, and takes it away. Each may be done again at any time: the result is the same. */
import { exportError } from '../failure.ts';
import { lackingOf, routeDifferences } from './check.ts';
import { additionText } from './elements.ts';
import { type AddressesByFamily, type InterceptionPlan, IP_FAMILIES, type IpFamily } from './plan.ts';
import { applyQueueRules, removeQueueRules } from './queue-rules.ts';
import { routeCommands, routeRemovals } from './routes.ts';
import { exemptText, removalText, rulesetText, standingTable, suspectsText } from './ruleset.ts';
import { mustRun, type Run } from './tools.ts';

/** Routes first: a packet that is marked before there is a route for it would be lost. */
export function applyPlan(plan: InterceptionPlan, run: Run): void {
  const lacking = new Set(routeDifferences(plan, run).map(({ family }) => family));
  applyRoutes(
    plan,
    run,
    IP_FAMILIES.filter((family) => lacking.has(family)),
  );
  applyRuleset(plan, run);
}

/**
 * The policy routing of a plan, for the families that lack something of it: between taking an ip rule away and adding it again, packets
 * of open connections go elsewhere.
 */
export function applyRoutes(plan: InterceptionPlan, run: Run, families: readonly IpFamily[]): void {
  for (const words of routeCommands(plan)) {
    if (!families.includes(words[0] === '-4' ? 'ipv4' : 'ipv6')) continue;
    const command = ['ip', ...words];
    if (words.includes('del')) run(command);
    else mustRun(run, command);
  }
}

/** The table of a plan, in one transaction; before it, the rule that takes packets from it if nft cannot. */
export function applyRuleset(plan: InterceptionPlan, run: Run): void {
  applyQueueRules(plan, run);
  mustRun(run, ['nft', '-f', '-'], rulesetText(plan));
  // The ruleset translates what was redirected before; what a removal has left for that is of no use any more.
  if (plan.mode === 'redirect') run(['nft', 'delete', 'table', 'inet', standingTable(plan)]);
}

/** Elements of the plan that sets in force lack. The whole table if nft rejects them together with what somebody added. */
export function addLacking(plan: InterceptionPlan, run: Run): void {
  if (!run(['nft', '-f', '-'], additionText(plan.table, lackingOf(plan, run))).ok) applyRuleset(plan, run);
}

/** Rules first, for the same reason. */
export function removePlan(plan: InterceptionPlan, run: Run): void {
  mustRun(run, ['nft', '-f', '-'], removalText(plan));
  removeQueueRules(plan, run);
  for (const words of routeRemovals(plan)) run(['ip', ...words]);
}

/** Puts other suspects into the sets of a ruleset in force, in one transaction; open connections are not touched. */
export function updateSuspects(plan: InterceptionPlan, suspects: AddressesByFamily, run: Run): void {
  mustRun(run, ['nft', '-f', '-'], suspectsText(plan, suspects));
}

/** What became of the sets of exempt sources. */
export type ExemptUpdate = 'updated' | 'not-in-force';

/**
 * Puts other sources into the sets of exempt ones of a ruleset in force, in one transaction; open connections are not touched.
 * Cost: 16 microseconds an element (nft 1.0.6). Throws an `OperatorError` if there is a ruleset that cannot be changed.
 */
export function updateExempt(plan: Pick<InterceptionPlan, 'table'>, exempt: AddressesByFamily, run: Run): ExemptUpdate {
  const { ok, stderr } = run(['nft', '-f', '-'], exemptText(plan, exempt));
  if (ok) return 'updated';
  if (run(['nft', 'list', 'chain', 'inet', plan.table, 'intercept']).ok)
    throw exportError(
      `the rules in force have no sets of exempt sources that take them (table inet ${plan.table})`,
      'Put the rules of this version in force: netvakt export nft --apply',
    );
  if (/operation not permitted/iu.test(stderr))
    throw exportError(
      'nftables sets can be changed by root only',
      'Run it as root, or with --no-rules if the rules are elsewhere',
    );
  return 'not-in-force';
}
