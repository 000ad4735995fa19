/**
 * Compares what is in force with a plan. The plan is loaded into a network namespace of its own and listed there, so that both
 * sides are in the words of the same `nft`: no text of ours is compared with a text of its.
 */
import { exportError } from '../failure.ts';
import { type LackingElements, lackingElements } from './elements.ts';
import { type InterceptionPlan, type IpFamily, listenedFamilies, markText } from './plan.ts';
import { lostQueueRules } from './queue-rules.ts';
import { rulesetText } from './ruleset.ts';
import { mustRun, type Run } from './tools.ts';

/** What a plan consists of: the nftables table; rules of policy routing; routes of their table. */
export const PARTS = ['ruleset', 'rule', 'route'] as const;
export type Part = (typeof PARTS)[number];

/** One difference: what it is in, what was found, what to do. */
export interface Difference {
  readonly part: Part;
  /** The family that it concerns; `undefined` for both. */
  readonly family?: IpFamily;
  /** True if something of the plan is not there. False for what was added. */
  readonly lost: boolean;
  /** The set that is there, and lacks elements of the plan. */
  readonly set?: string;
  readonly found: string;
  readonly remedy: string;
}

const REMEDY = 'Put the plan in force: netvakt export nft --apply';
/** Differs from one load to the next, and from packet to packet. */
const DIFFERS = new Set(['handle', 'packets', 'bytes']);
/** `ip -N` writes the type of a route as its number. */
const LOCAL_DEFAULT = /^(?:local|2) default dev lo\b/mu;
/** Filled while the ruleset is in force, by stage 1 and by exemptions: what is in them is no difference. */
const FILLED = new Set(['suspects4', 'suspects6', 'exempt4', 'exempt6']);

/** All differences; none if the plan is in force. Needs root. */
export function differencesOf(plan: InterceptionPlan, run: Run): readonly Difference[] {
  return [...rulesetDifferences(plan, run), ...queueDifferences(plan, run), ...routeDifferences(plan, run)];
}

function rulesetDifferences(plan: InterceptionPlan, run: Run): Difference[] {
  const listings = listingsOf(plan, run);
  if (listings === undefined)
    return [{ part: 'ruleset', lost: true, found: `there is no table inet ${plan.table}`, remedy: REMEDY }];
  const { planned, present } = listings;
  const lacking = planned.filter((object) => !present.includes(object)).length;
  const surplus = present.filter((object) => !planned.includes(object)).length;
  if (lacking === 0 && surplus === 0 && planned.join('\n') === present.join('\n')) return [];
  const found = `${lacking} of ${planned.length} sets, chains and rules of the plan are not in force, ${surplus} others are`;
  return [
    { part: 'ruleset', lost: isAnythingLost(planned, present), found, remedy: REMEDY },
    ...lackingElements(planned, present).map((one) => elementsDifference(one)),
  ];
}

function queueDifferences(plan: InterceptionPlan, run: Run): Difference[] {
  return lostQueueRules(plan, run).map((program) => {
    const found = `no rule of ${program} hands packets to the queue of the plan`;
    return { part: 'ruleset', lost: true, found, remedy: REMEDY };
  });
}

/** It reports no elements: a network that bypasses the filter must not appear in a journal. */
function elementsDifference({ set, elements, planned }: LackingElements): Difference {
  const found = `the set ${set} lacks ${elements.length} of ${planned} elements of the plan`;
  return { part: 'ruleset', lost: true, set, found, remedy: REMEDY };
}

/** What the sets in force lack of a plan; none if there is no table. Needs root. */
export function lackingOf(plan: InterceptionPlan, run: Run): readonly LackingElements[] {
  const listings = listingsOf(plan, run);
  return listings === undefined ? [] : lackingElements(listings.planned, listings.present);
}

/** Objects of the plan and of what is in force; `undefined` if there is no such table. */
function listingsOf(
  plan: InterceptionPlan,
  run: Run,
): { readonly planned: readonly string[]; readonly present: readonly string[] } | undefined {
  const loaded = run(['nft', '-j', 'list', 'table', 'inet', plan.table]);
  if (!loaded.ok) return undefined;
  const script = `nft -f - && nft -j list table inet ${plan.table}`;
  const planned = objectsOf(mustRun(run, ['unshare', '--net', 'sh', '-c', script], rulesetText(plan)));
  return { planned, present: objectsOf(loaded.stdout) };
}

/** True if a chain, rule, set or counter of `planned` is not there; for what is in sets, see {@link lackingElements}. */
function isAnythingLost(planned: readonly string[], present: readonly string[]): boolean {
  const found = new Set(present.map(withoutElements));
  return planned.some((object) => !found.has(withoutElements(object)));
}

function withoutElements(object: string): string {
  return JSON.stringify(JSON.parse(object), (key, value: unknown) => (key === 'elem' ? undefined : value));
}

/** The sets, chains, rules and counters of a listing, each as a text without what differs from load to load. */
function objectsOf(listing: string): string[] {
  const parsed: unknown = JSON.parse(listing);
  if (!isListing(parsed)) throw exportError('nft answers in a form that is not known', 'Use nftables 1.0 or later');
  return parsed.nftables
    .filter((object) => !('metainfo' in object))
    .map((object) => JSON.stringify(object, withoutHandles));
}

function isListing(value: unknown): value is { readonly nftables: readonly object[] } {
  return typeof value === 'object' && value !== null && 'nftables' in value && Array.isArray(value.nftables);
}

function withoutHandles(key: string, value: unknown): unknown {
  if (DIFFERS.has(key)) return undefined;
  const filled = typeof value === 'object' && value !== null && 'name' in value && FILLED.has(String(value.name));
  return filled ? { ...value, elem: undefined } : value;
}

/** What is lacking of the ip rules and routes of a plan; none with REDIRECT. Anybody may ask. */
export function routeDifferences(plan: InterceptionPlan, run: Run): Difference[] {
  if (plan.mode === 'redirect') return [];
  return listenedFamilies(plan).flatMap((family) => familyDifferences(family, plan, run));
}

function familyDifferences(
  family: IpFamily,
  { mark, routingTable, rulePriority }: InterceptionPlan,
  run: Run,
): Difference[] {
  const [version, option] = family === 'ipv4' ? ['IPv4', '-4'] : ['IPv6', '-6'];
  const differences: Difference[] = [];
  const masked = new RegExp(
    `^${rulePriority}:\\s+from all fwmark ${markText(mark)}/${markText(mark)} lookup ${routingTable}\\b`,
    'mu',
  );
  if (!masked.test(mustRun(run, ['ip', '-N', option, 'rule', 'show']))) {
    const found = `no ${version} rule of priority ${rulePriority} leads marked packets to table ${routingTable}`;
    differences.push({ part: 'rule', family, lost: true, found, remedy: REMEDY });
  }
  const { stdout } = run(['ip', '-N', option, 'route', 'show', 'table', String(routingTable)]);
  if (!LOCAL_DEFAULT.test(stdout)) {
    const found = `table ${routingTable} has no ${version} route to this machine`;
    differences.push({ part: 'route', family, lost: true, found, remedy: REMEDY });
  }
  return differences;
}
