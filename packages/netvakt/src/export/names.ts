/** The names that the configured lists hold, as an export needs them: read, handed on, dropped. */
import { isIP } from 'node:net';
import { exceptionsOf, type ListFile, type LoadedList, loadList, type RefusedList } from '@netvakt/blocklist';
import { addressesOf, type Rule } from '@netvakt/matcher';
import { ListsError } from '../base/lists-error.ts';
import type { Config } from '../config/config.ts';
import { exportError } from './failure.ts';

/** What lists hold of hosts. Nothing in it has a path: an export can never widen a path rule to its host by mistake. */
export interface ListedNames {
  /** Names that are blocked as a whole, with all below them (`domain`). */
  readonly domains: readonly string[];
  /** Names that are blocked as a whole, themselves only (`host`). */
  readonly hosts: readonly string[];
  /** Names of which only pages or directories are blocked. Suspects for stage 1; never for DNS. */
  readonly partly: readonly string[];
  /** IP literals, whatever of them is blocked. */
  readonly addresses: readonly string[];
  /** Names that an allow rule lets through, with all below them, unless a more specific rule blocks. */
  readonly allowedDomains: readonly string[];
  /** Names of which an allow rule lets something through, a page at least: they are not blocked as a whole. */
  readonly allowedHosts: readonly string[];
}

/** What blocks, and what the operator lets through in spite of it. */
export interface EnforcedLists {
  /** The files of all lists that block, managed ones in the store. */
  readonly files: readonly ListFile[];
  /** Allow rules that are not over. */
  readonly allowed: readonly Rule[];
}

/** Gives the lists to export. Throws an `OperatorError`. */
export type EnforcedFiles = (config: Config, environment: NodeJS.ProcessEnv) => Promise<EnforcedLists>;

/**
 * Reads lists, and only those of one market if `market` is given. Throws a {@link ListsError} if one is refused: an export
 * without it would unblock what it holds.
 */
export async function listedNames(lists: EnforcedLists, market?: string): Promise<ListedNames> {
  const files = lists.files.filter(({ settings: { markets } }) => market === undefined || markets.includes(market));
  const hashed = files
    .filter(({ settings: { format } }) => format === 'keyed-hashes')
    .map(({ settings: { id } }) => id);
  if (hashed.length > 0)
    throw exportError(
      `the names of ${hashed.join(', ')} are not known here: keyed hashes`,
      'Export from a configuration without such lists: what they cover is enforced by the filter only, on traffic that is led to it',
    );
  const loaded: LoadedList[] = [];
  const refused: RefusedList[] = [];
  for (const [index, file] of files.entries()) {
    const list = await loadList(file, index);
    if (list.ok) loaded.push(list);
    else refused.push(list);
  }
  if (refused.length > 0) throw new ListsError(refused.map(({ refusal }) => refusal));
  return namesOf([...loaded.flatMap(({ rules }) => [...rules]), ...exceptionsOf(loaded), ...lists.allowed]);
}

/** Rules by their effect on a host. A name that is blocked as a whole does not appear again as one that is blocked in part. */
export function namesOf(rules: readonly Rule[]): ListedNames {
  const sets = {
    domains: new Set<string>(),
    hosts: new Set<string>(),
    partly: new Set<string>(),
    addresses: new Set<string>(),
    allowedDomains: new Set<string>(),
    allowedHosts: new Set<string>(),
  };
  for (const rule of rules) {
    const group = groupOf(rule);
    if (group === undefined) continue;
    for (const host of hostsOf(rule)) sets[group].add(host);
  }
  const { domains, hosts, partly, addresses, allowedDomains, allowedHosts } = sets;
  return {
    domains: sorted(domains),
    hosts: sorted(hosts).filter((name) => !domains.has(name)),
    partly: sorted(partly).filter((name) => !(domains.has(name) || hosts.has(name))),
    addresses: sorted(addresses),
    allowedDomains: sorted(allowedDomains),
    allowedHosts: sorted(allowedHosts),
  };
}

/** Names in front of a host for which a prefix of text holds as well. There are more; these are the ones in use. */
const TEXT_NAMES = { site: ['www', 'www2', 'web', 'ftp'], below: ['www'] } as const;

/** The host of a rule, or every address of its network; of a prefix of text, the names that it is known under. */
function hostsOf({ host, networkBits, text }: Rule): Iterable<string> {
  if (networkBits !== undefined) return addressesOf(host, networkBits);
  if (text === undefined || isIP(host) !== 0) return [host];
  return [host, ...TEXT_NAMES[text.hosts].map((label) => `${label}.${host}`)];
}

/** `undefined` for a rule that lets an address through: no export looks at it. */
function groupOf({ kind, host, action }: Rule): keyof ListedNames | undefined {
  const isAddress = isIP(host) !== 0;
  if (action === 'allow') {
    if (isAddress) return undefined;
    return kind === 'domain' ? 'allowedDomains' : 'allowedHosts';
  }
  if (isAddress) return 'addresses';
  if (kind === 'domain') return 'domains';
  return kind === 'host' ? 'hosts' : 'partly';
}

function sorted(names: ReadonlySet<string>): string[] {
  return [...names].toSorted();
}
