import { canonicaliseHost } from '@netvakt/matcher';
import { checkListener, packetsComeOnce } from './listeners.ts';
import type { Report } from './problem.ts';
import { SYSTEM } from './schema/formats.ts';
import type { RawConfig } from './schema/root.ts';
import { suggest } from './suggest.ts';

/** Checks values against each other. Each has passed the schema on its own. */
export function checkRelations(config: RawConfig, report: Report): void {
  for (const check of [
    marketsAreApart,
    marketsExist,
    subscriptionsAreParts,
    listsAreApart,
    hashedListsHaveKeys,
    hostsAreNames,
    resolversAreOfOneKind,
    listenersMakeSense,
    quicHasAQueue,
    marksAreApart,
    socketsAreApart,
    limitsFit,
    nodesTakeNoLists,
  ])
    check(config, report);
}

function marketsAreApart({ markets }: RawConfig, report: Report): void {
  const ids = new Map<string, number>();
  const prefixes = new Map<string, string>();
  for (const [i, market] of markets.entries()) {
    if (ids.has(market.id)) report(['markets', i, 'id'], `"${market.id}" is there already`, 'Name each market once');
    ids.set(market.id, i);
    for (const [j, prefix] of market.clients.entries()) {
      const owner = prefixes.get(prefix);
      if (owner === undefined) prefixes.set(prefix, market.id);
      else
        report(
          ['markets', i, 'clients', j],
          `"${prefix}" belongs to market "${owner}" already`,
          'Give each prefix to one market',
        );
    }
  }
}

/** A part that is larger than its whole would be sealed into a coalition's sums. */
function subscriptionsAreParts({ markets }: RawConfig, report: Report): void {
  for (const [i, { subscriptions }] of markets.entries()) {
    if (subscriptions === undefined || subscriptions.filtered <= subscriptions.total) continue;
    const fault = `${subscriptions.filtered} is above total, ${subscriptions.total}`;
    report(['markets', i, 'subscriptions', 'filtered'], fault, 'Count in total what is in filtered, too');
  }
}

function marketsExist({ markets, default_market: preset, lists }: RawConfig, report: Report): void {
  const known = markets.map(({ id }) => id);
  const mustExist = (path: readonly PropertyKey[], id: string): void => {
    if (known.includes(id)) return;
    const meant = suggest(id, known);
    report(
      path,
      `"${id}" is no market`,
      meant === undefined ? `Choose one of ${known.join(', ')}` : `Did you mean "${meant}"?`,
    );
  };
  mustExist(['default_market'], preset);
  for (const [i, list] of lists.entries()) {
    for (const [j, id] of (list.markets ?? []).entries()) mustExist(['lists', i, 'markets', j], id);
  }
}

function listsAreApart({ lists }: RawConfig, report: Report): void {
  const seen = new Set<string>();
  for (const [i, { id }] of lists.entries()) {
    if (seen.has(id)) report(['lists', i, 'id'], `"${id}" is there already`, 'Name each list once');
    seen.add(id);
  }
}

/** What its authority has not hashed, a list of keyed hashes cannot be asked for. */
function hashedListsHaveKeys({ lists }: RawConfig, report: Report): void {
  for (const [i, list] of lists.entries()) {
    const hashed = list.format === 'keyed-hashes';
    if (hashed && list.hash_key === undefined)
      report(['lists', i, 'format'], 'needs the key of the list', 'Name it with hash_key');
    if (list.zone !== undefined && !['zone', 'auto'].includes(list.format))
      report(['lists', i, 'zone'], 'belongs to a list of format zone', 'Set format: zone, or remove this key');
    for (const key of ['hash_key', 'test_entry'] as const)
      if (!hashed && list[key] !== undefined)
        report(['lists', i, key], 'belongs to a list of keyed hashes', 'Set format: keyed-hashes, or remove this key');
    if (hashed) hashedListMeans(list, i, report);
  }
}

function hashedListMeans(list: RawConfig['lists'][number], i: number, report: Report): void {
  const { test_entry: entry, path_case: pathCase, query, directory_is_prefix: isPrefix } = list;
  const fixed = { path_case: pathCase === 'sensitive', query: query === 'exact', directory_is_prefix: isPrefix };
  for (const [key, holds] of Object.entries(fixed))
    if (!holds)
      report(
        ['lists', i, key],
        'cannot be chosen for keyed hashes',
        'Leave it out: it was decided before they were made',
      );
  const host = entry === undefined ? undefined : canonicaliseHost(entry);
  if (host !== undefined && !(host.ok && host.hostKind === 'name'))
    report(['lists', i, 'test_entry'], 'is no host', 'Write a host name that is on the list');
}

function hostsAreNames({ proxy }: RawConfig, report: Report): void {
  const seen = new Set<string>();
  for (const [i, { name, port }] of proxy.hosts.entries()) {
    const canonical = canonicaliseHost(name);
    if (!canonical.ok)
      report(
        ['proxy', 'hosts', i, 'name'],
        `"${name}" is no host: ${canonical.reason}`,
        'Write a host name without scheme, port or path',
      );
    const key = `${canonical.ok ? canonical.host : name}:${port}`;
    if (seen.has(key))
      report(
        ['proxy', 'hosts', i, 'name'],
        `"${name}" with port ${port} is there already`,
        'Give each name and port one target',
      );
    seen.add(key);
  }
}

function resolversAreOfOneKind({ proxy: { resolvers } }: RawConfig, report: Report): void {
  if (resolvers.length < 2 || !resolvers.includes(SYSTEM)) return;
  report(
    ['proxy', 'resolvers', resolvers.indexOf(SYSTEM)],
    `"${SYSTEM}" is set together with others`,
    'Keep it alone, or the name servers',
  );
}

function listenersMakeSense({ proxy }: RawConfig, report: Report): void {
  for (const [i, listen] of proxy.listen.entries()) checkListener(listen, i, report);
  packetsComeOnce(proxy.listen, report);
}

/** QUIC is looked into if its packets come. */
function quicHasAQueue({ proxy, interception }: RawConfig, report: Report): void {
  if (interception?.quic !== 'inspect' || proxy.listen.some(({ mode }) => mode === 'packet')) return;
  const remedy = 'Add { mode: packet } to proxy.listen, or choose reject or drop';
  report(['interception', 'quic'], '"inspect" needs a listener whose mode is packet', remedy);
}

/** Two bits of the packet mark lead packets to the queue and back. */
function marksAreApart({ proxy, interception }: RawConfig, report: Report): void {
  const { mark = 0 } = interception ?? {};
  if ((mark & 0xc0) === 0 || !proxy.listen.some(({ mode }) => mode === 'packet')) return;
  const fault = `0x${mark.toString(16)} is a bit that the listener of mode packet uses`;
  report(['interception', 'mark'], fault, 'Choose another bit than 0x40 and 0x80');
}

/** Two sockets on one address and port cannot be bound; found here it has a line number. */
function socketsAreApart({ proxy, admin }: RawConfig, report: Report): void {
  const taken = new Map<string, string>();
  const take = (
    path: readonly PropertyKey[],
    owner: string,
    { address, port }: { address: string; port: number },
  ): void => {
    const socket = `${address} port ${port}`;
    const other = taken.get(socket);
    if (port !== 0 && other !== undefined)
      report(path, `${port} is taken by ${other} on the same address`, 'Choose another port');
    taken.set(socket, owner);
  };
  for (const [i, { address, port }] of proxy.listen.entries()) {
    if (address !== undefined) take(['proxy', 'listen', i, 'port'], `proxy.listen[${i}]`, { address, port });
  }
  take(['admin', 'port'], 'admin', admin);
}

function limitsFit({ proxy: { limits } }: RawConfig, report: Report): void {
  const { head_bytes: head = 0, target_bytes: target = 0 } = limits;
  if (target > head) {
    report(
      ['proxy', 'limits', 'target_bytes'],
      `${target} is above head_bytes, ${head}`,
      'A target is part of a head: choose at most head_bytes',
    );
  }
}

/** Two ways to rules at once would leave it open which of them is in force. */
function nodesTakeNoLists({ fleet, intake }: RawConfig, report: Report): void {
  if (fleet?.source === undefined) return;
  if (!fleet.source.url.startsWith('https://'))
    report(['fleet', 'source', 'url'], 'is no https address', 'Offer the store over https');
  if (intake !== undefined && intake.lists.length > 0)
    report(['intake', 'lists'], 'are not taken in by a node of a fleet', 'Leave out fleet.source or intake.lists');
}
