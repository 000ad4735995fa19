/**
 * Which exceptions of a list go into a snapshot. An allow rule there lets through whatever list blocks; so an exception goes in only if
 * no other list of a common market covers the name. If one does, the name stays blocked, as that list demands.
 */
import type { Rule } from '@netvakt/matcher';
import { withAncestors } from '../parse/exceptions.ts';
import type { ParsedList } from '../parse/list.ts';
import { hashUnder } from '../settings/hash-key.ts';

/** The exceptions of all lists that take nothing out of another list. Linear in the rules, if there are exceptions; else free. */
export function* exceptionsOf(lists: readonly ParsedList[]): Generator<Rule> {
  const excepting = lists.filter(({ exceptions }) => exceptions.length > 0);
  if (excepting.length === 0) return;
  const names = new Set(excepting.flatMap(({ exceptions }) => exceptions.flatMap(({ host }) => withAncestors(host))));
  const covering = lists.map((list) => coveredBy(list, names));
  for (const list of excepting) {
    const others = covering.filter((_, index) => index !== list.index && isTogether(list, lists[index]));
    for (const exception of list.exceptions) if (!others.some((other) => covers(other, exception))) yield exception;
  }
}

/** Hosts and domains among `names` that a list blocks. */
interface Covered {
  readonly hosts: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
}

function coveredBy({ rules, settings: { hashKey } }: ParsedList, names: ReadonlySet<string>): Covered {
  const hash = hashKey && hashUnder(hashKey.key);
  // The rule of a keyed hash has the hash for its host.
  const known = new Map([...names].map((name) => [hash?.(name) ?? name, name]));
  const [hosts, domains] = [new Set<string>(), new Set<string>()];
  for (const { kind, host } of rules) {
    const name = known.get(host);
    if (name !== undefined && (kind === 'host' || kind === 'domain')) (kind === 'host' ? hosts : domains).add(name);
  }
  return { hosts, domains };
}

function covers({ hosts, domains }: Covered, { kind, host }: Rule): boolean {
  return (kind === 'host' && hosts.has(host)) || withAncestors(host).some((name) => domains.has(name));
}

function isTogether({ settings: one }: ParsedList, other: ParsedList | undefined): boolean {
  return (
    other?.settings.enforcement === one.enforcement &&
    other.settings.markets.some((market) => one.markets.includes(market))
  );
}
