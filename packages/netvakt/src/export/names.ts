/** The names that the configured lists hold, as an export needs them: read, handed on, dropped. */
import { isIP } from 'node:net';
import { exceptionsOf, type ListFile, type LoadedList, loadList, type RefusedList } from '@netvakt/blocklist';
import type { Rule } from '@netvakt/matcher';
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
}

/** Gives the files of all lists that block, managed ones from the store. Throws an `OperatorError`. */
export type EnforcedFiles = (config: Config, environment: NodeJS.ProcessEnv) => Promise<readonly ListFile[]>;

/** Reads lists. Throws a {@link ListsError} if one is refused: an export without it would unblock what it holds. */
export async function listedNames(files: readonly ListFile[]): Promise<ListedNames> {
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
  return namesOf([...loaded.flatMap(({ rules }) => rules), ...exceptionsOf(loaded)]);
}

/** Rules by what they say of a host. A name that is blocked as a whole is not told again as one that is so in part. */
export function namesOf(rules: readonly Rule[]): ListedNames {
  const [domains, hosts, partly, addresses] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  for (const { kind, host, action } of rules) {
    if (action !== 'deny') continue;
    if (isIP(host) !== 0) addresses.add(host);
    else if (kind === 'domain') domains.add(host);
    else if (kind === 'host') hosts.add(host);
    else partly.add(host);
  }
  return {
    domains: sorted(domains),
    hosts: sorted(hosts).filter((name) => !domains.has(name)),
    partly: sorted(partly).filter((name) => !(domains.has(name) || hosts.has(name))),
    addresses: sorted(addresses),
  };
}

function sorted(names: ReadonlySet<string>): string[] {
  return [...names].toSorted();
}
