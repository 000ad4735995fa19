/**
 * What no list may block: names and networks that the operator protects, and the public names of Encrypted ClientHello
 * (RFC 9849 §6.1), which stand for every site behind them. From files, one entry a line:
 *
 *   help.example          this name, and so every domain above it; pages on it may still be listed
 *   198.51.100.0/24       addresses
 */
import { canonicaliseHost, type Rule } from '@netvakt/matcher';
import { entryOf } from '../parse/formats/entry.ts';
import { covers, type Network, networkOf } from './network.ts';

/** Why a rule is kept out. */
export type ProtectionReason = 'protected-name' | 'protected-network' | 'ech-public-name';

/** What is protected. Crosses threads by structured clone. */
export interface NeverBlock {
  /** Names that the operator protects. */
  readonly names: ReadonlySet<string>;
  /** The public names of Encrypted ClientHello. */
  readonly echNames: ReadonlySet<string>;
  readonly networks: readonly Network[];
}

/** Lines of a file that protect nothing, from 1: a typing mistake must not go unseen. */
export interface ProtectionProblem {
  readonly line: number;
  readonly reason: 'no-name-or-network';
}

/** Nothing is protected. */
export const NOTHING_PROTECTED: NeverBlock = { names: new Set(), echNames: new Set(), networks: [] };

/** Reads the operator's file, and that of public names. Never throws. */
export function readNeverBlock(
  names: string,
  echNames = '',
): { readonly neverBlock: NeverBlock; readonly problems: readonly ProtectionProblem[] } {
  const own = readLines(names);
  const ech = readLines(echNames);
  const neverBlock = { names: own.names, echNames: ech.names, networks: [...own.networks, ...ech.networks] };
  return { neverBlock, problems: [...own.problems, ...ech.problems] };
}

/**
 * Judges rules of one list. Made once a list: each name is entered with every domain above it, so that a rule costs two
 * look-ups however many names are protected.
 */
export class NeverBlockGuard {
  readonly #hosts = new Map<string, ProtectionReason>();
  readonly #domains = new Map<string, ProtectionReason>();
  readonly #networks: readonly Network[];

  constructor({ names, echNames, networks }: NeverBlock) {
    this.#networks = networks;
    for (const name of echNames) this.#protect(name, 'ech-public-name');
    for (const name of names) this.#protect(name, 'protected-name');
  }

  /** Why `rule` is kept out; `undefined` where it may stand. A page on a protected site may be listed, its root may not. */
  judge({ kind, host, path }: Rule): ProtectionReason | undefined {
    if (kind === 'url' || (kind === 'prefix' && path !== '/')) return undefined;
    const byName = kind === 'domain' ? this.#domains.get(host) : this.#hosts.get(host);
    if (byName !== undefined) return byName;
    const isAddress = kind === 'ip' || kind === 'prefix';
    return isAddress && this.#networks.some((network) => covers(network, host)) ? 'protected-network' : undefined;
  }

  #protect(name: string, reason: ProtectionReason): void {
    this.#hosts.set(name, reason);
    for (let at = 0; at !== -1; at = nextLabel(name, at)) this.#domains.set(name.slice(at), reason);
  }
}

function nextLabel(name: string, at: number): number {
  const dot = name.indexOf('.', at);
  return dot === -1 ? -1 : dot + 1;
}

function readLines(text: string): {
  names: ReadonlySet<string>;
  networks: readonly Network[];
  problems: readonly ProtectionProblem[];
} {
  const names = new Set<string>();
  const networks: Network[] = [];
  const problems: ProtectionProblem[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/u).entries()) {
    const found = entryOf(line);
    if (found.kind === 'blank' || found.kind === 'comment') continue;
    const network = found.kind === 'entry' ? networkOf(found.text) : undefined;
    const host = found.kind === 'entry' ? canonicaliseHost(found.text) : undefined;
    if (network !== undefined) networks.push(network);
    else if (host?.ok === true && host.hostKind === 'name') names.add(host.host);
    else problems.push({ line: index + 1, reason: 'no-name-or-network' });
  }
  return { names, networks, problems };
}
