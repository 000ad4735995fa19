/**
 * A hosts file: an address that leads nowhere, then names.
 *
 *   0.0.0.0 bad.test worse.test   # comment
 *   127.0.0.1 localhost           the machine's own names are no entries
 *
 * A name in a hosts file is that name only; yet lists in this format are made for resolvers that cannot express "and all below", so
 * what a name covers is up to the list's semantics.
 */
import { stateVersion } from './plain.ts';
import type { RowReader, RowSink } from './row.ts';

/** Addresses that mean "nowhere". Another address is a redirection, which a blocklist has no business with. */
const NOWHERE = /^(?:0\.0\.0\.0|127(?:\.\d{1,3}){3}|::1?|0:0:0:0:0:0:0:[01])$/u;
const OWN_NAMES = /^(?:local|localhost(?:\.localdomain)?|broadcasthost|ip6-\w+|0\.0\.0\.0)$/iu;
const WORD = /[^\s#]+/gu;

/** Reads the lines of a hosts file. */
export class HostsReader implements RowReader {
  row(text: string, sink: RowSink): void {
    if (text.trimStart().startsWith('#')) {
      stateVersion(text, sink);
      return;
    }
    const comment = text.indexOf('#');
    const [address, ...names] = [...(comment === -1 ? text : text.slice(0, comment)).matchAll(WORD)];
    if (address === undefined) return;
    if (!NOWHERE.test(address[0]) || names.length === 0) {
      if (!isOwnLine(names.map(([name]) => name))) sink.rejected('row-malformed', address.index);
      return;
    }
    for (const { 0: name, index } of names) {
      if (!OWN_NAMES.test(name)) sink.entry({ text: name, offset: index, hostOnly: true, isName: true });
    }
  }
}

/** True for a line of a hosts file, by its look; also for an address that leads somewhere. */
export function looksLikeHosts(text: string): boolean {
  return /^\s*(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:]*)\s+[^\s;#]/iu.test(text);
}

/** `ff02::1 ip6-allnodes`, as every hosts file has them. */
function isOwnLine(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => OWN_NAMES.test(name));
}
