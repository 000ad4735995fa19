/**
 * Compares what is in force with a plan. The plan is loaded into a network namespace of its own and listed there, so that both
 * sides are in the words of the same `nft`: no text of ours is compared with a text of its.
 */
import { exportError } from '../failure.ts';
import { type InterceptionPlan, markText } from './plan.ts';
import { rulesetText } from './ruleset.ts';
import { mustRun, type Run } from './tools.ts';

/** One difference: what it is in, what was found, what to do. */
export interface Difference {
  readonly part: 'ruleset' | 'rule' | 'route';
  readonly found: string;
  readonly remedy: string;
}

const REMEDY = 'Put the plan in force: netvakt export nft --apply';
/** `ip -N` writes the type of a route as its number. */
const LOCAL_DEFAULT = /^(?:local|2) default dev lo\b/mu;
/** What the kernel numbers and counts. */
const STATE = new Set(['handle', 'packets', 'bytes']);
/** Filled while the ruleset is in force, by stage 1 and by exemptions: what is in them is no difference. */
const FILLED = new Set(['suspects4', 'suspects6', 'exempt4', 'exempt6']);

/** All differences; none where the plan is in force. Needs root. */
export function differencesOf(plan: InterceptionPlan, run: Run): readonly Difference[] {
  return [...rulesetDifferences(plan, run), ...routeDifferences(plan, run)];
}

function rulesetDifferences(plan: InterceptionPlan, run: Run): Difference[] {
  const loaded = run(['nft', '-j', 'list', 'table', 'inet', plan.table]);
  if (!loaded.ok) return [{ part: 'ruleset', found: `there is no table inet ${plan.table}`, remedy: REMEDY }];
  const script = `nft -f - && nft -j list table inet ${plan.table}`;
  const planned = objectsOf(mustRun(run, ['unshare', '--net', 'sh', '-c', script], rulesetText(plan)));
  const present = objectsOf(loaded.stdout);
  const lacking = planned.filter((object) => !present.includes(object)).length;
  const surplus = present.filter((object) => !planned.includes(object)).length;
  if (lacking === 0 && surplus === 0 && planned.join('\n') === present.join('\n')) return [];
  const found = `${lacking} of ${planned.length} sets, chains and rules of the plan are not in force, ${surplus} others are`;
  return [{ part: 'ruleset', found, remedy: REMEDY }];
}

/** The sets, chains and rules of a listing, each as a text without what differs from load to load. */
function objectsOf(listing: string): string[] {
  const parsed: unknown = JSON.parse(listing);
  if (!isListing(parsed)) throw exportError('nft answers in a form that is not known', 'Use nftables 1.0 or later');
  return parsed.nftables
    .filter((object) => !('metainfo' in object))
    .map((object) => JSON.stringify(object, withoutState));
}

function isListing(value: unknown): value is { readonly nftables: readonly object[] } {
  return typeof value === 'object' && value !== null && 'nftables' in value && Array.isArray(value.nftables);
}

function withoutState(key: string, value: unknown): unknown {
  if (STATE.has(key)) return undefined;
  const filled = typeof value === 'object' && value !== null && 'name' in value && FILLED.has(String(value.name));
  return filled ? { ...value, elem: undefined } : value;
}

function routeDifferences(plan: InterceptionPlan, run: Run): Difference[] {
  if (plan.mode === 'redirect') return [];
  return [
    ...(plan.listenerFour === undefined ? [] : familyDifferences('-4', plan, run)),
    ...(plan.listenerSix === undefined ? [] : familyDifferences('-6', plan, run)),
  ];
}

function familyDifferences(
  family: '-4' | '-6',
  { mark, routingTable, rulePriority }: InterceptionPlan,
  run: Run,
): Difference[] {
  const version = family === '-4' ? 'IPv4' : 'IPv6';
  const differences: Difference[] = [];
  const masked = new RegExp(
    `^${rulePriority}:\\s+from all fwmark ${markText(mark)}/${markText(mark)} lookup ${routingTable}\\b`,
    'mu',
  );
  if (!masked.test(mustRun(run, ['ip', '-N', family, 'rule', 'show']))) {
    const found = `no ${version} rule of priority ${rulePriority} leads marked packets to table ${routingTable}`;
    differences.push({ part: 'rule', found, remedy: REMEDY });
  }
  const { stdout } = run(['ip', '-N', family, 'route', 'show', 'table', String(routingTable)]);
  if (!LOCAL_DEFAULT.test(stdout)) {
    const found = `table ${routingTable} has no ${version} route to this machine`;
    differences.push({ part: 'route', found, remedy: REMEDY });
  }
  return differences;
}
