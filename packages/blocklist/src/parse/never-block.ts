/**
 * Reads the operator's file of what no list may block, and the file of the public names of Encrypted ClientHello (RFC 9849 §6.1),
 * which represent every site behind them. One entry a line:
 *
 *   help.example          this name, and so every domain above it; pages on it may still be listed
 *   198.51.100.0/24       addresses
 */
import { canonicaliseHost } from '@netvakt/matcher';
import { type Network, networkOf } from '../settings/network.ts';
import type { NeverBlock } from '../settings/never-block.ts';
import { entryOf } from './formats/entry.ts';

/** A line that protects nothing, counted from 1: a typing mistake must not go unseen. */
export interface ProtectionProblem {
  readonly line: number;
  readonly reason: 'no-name-or-network';
}

/** Reads the operator's file, and that of public names. Never throws; linear in their length. */
export function readNeverBlock(
  names: string,
  echNames = '',
): { readonly neverBlock: NeverBlock; readonly problems: readonly ProtectionProblem[] } {
  const own = readLines(names);
  const ech = readLines(echNames);
  const neverBlock = { names: own.names, echNames: ech.names, networks: [...own.networks, ...ech.networks] };
  return { neverBlock, problems: [...own.problems, ...ech.problems] };
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
