/** Rules and routes in force, against the configuration. */
import { differencesOf } from '../../export/nft/check.ts';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, fault, skipped } = findingsOf('rules');

export function rulesInForce({ root, run }: Machine, plan: InterceptionPlan): MachineFinding[] {
  if (!root) return [skipped('rules can be listed by root only', 'Run netvakt doctor as root')];
  const differences = differencesOf(plan, run);
  if (differences.length === 0) return [good(`table inet ${plan.table} and its routes are in force as configured`)];
  return differences.map(({ found, remedy }) => fault(found, remedy));
}
