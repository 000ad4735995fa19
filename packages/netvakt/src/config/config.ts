import { dirname, resolve } from 'node:path';
import { completeSettings, DEFAULT_TEST_ENTRY, type ListSettings } from '@netvakt/blocklist';
import { canonicaliseHost } from '@netvakt/matcher';
import type { DestinationSettings, Limits, ListenerSettings, NameSource, StaticHost } from '@netvakt/proxy';
import { listenerOf } from './listeners.ts';
import type { FleetSection } from './schema/fleet.ts';
import { SYSTEM, splitSocketAddress } from './schema/formats.ts';
import type { IntakeSection } from './schema/intake.ts';
import type { InterceptionSection } from './schema/interception.ts';
import { limitsOf } from './schema/limits.ts';
import type { ListSection } from './schema/lists.ts';
import type { BlockSection } from './schema/markets.ts';
import type { AdminSection, DemoSection, LogSection, OperatorSection } from './schema/process.ts';
import type { RawConfig } from './schema/root.ts';
import type { SecretSection } from './schema/secret.ts';
import type { ProbeSection, StatisticsSection } from './schema/statistics.ts';

/** A list and where it lies. */
export interface ConfiguredList {
  readonly settings: ListSettings;
  /** Absolute. */
  readonly path: string;
  /** What it alone blocks is counted apart: it is the list of a test. */
  readonly apart: boolean;
  /** Of a list of keyed hashes: where its key lies, and a canonical host that is on it. */
  readonly hashKey?: { readonly secret: SecretSection; readonly testEntry: string };
}

/** What may change while the process runs. Everything in it takes effect at one moment, with the lists. */
export interface ReloadableConfig {
  readonly operator: OperatorSection;
  /** Index into `FixedConfig.markets`. */
  readonly defaultMarket: number;
  readonly marketPrefixes: readonly { readonly prefix: string; readonly market: number }[];
  /** One a market, in the order of `FixedConfig.markets`. */
  readonly blocks: readonly BlockSection[];
  readonly lists: readonly ConfiguredList[];
  readonly clients: readonly string[];
  readonly destinations: DestinationSettings;
  readonly hosts: readonly StaticHost[];
  readonly resolvers: NameSource;
  readonly limits: Limits;
  readonly tlsBlock: 'alert' | 'reset';
  readonly pseudonym: string;
  readonly graceMilliseconds: number;
}

/** What holds from start to end: it shapes sockets, threads and counters. A reload that changes it is refused. */
export interface FixedConfig {
  readonly markets: readonly string[];
  readonly listeners: readonly ListenerSettings[];
  /** 0: one for each processor core. */
  readonly workers: number;
  readonly admin: AdminSection;
  /** `store` absolute. */
  readonly statistics: StatisticsSection;
  readonly probe: ProbeSection;
  readonly log: LogSection;
  readonly demo: DemoSection;
}

/** A configuration that was checked: units in names, paths absolute, hosts canonical. */
export interface Config {
  readonly file: string;
  readonly fixed: FixedConfig;
  readonly reloadable: ReloadableConfig;
  /** Store, signatures and guards of lists; read again at each reload. */
  readonly intake: IntakeSection | undefined;
  /** What is led to the listeners, as written; the running filter does not read it. */
  readonly interception: InterceptionSection | undefined;
  /** Snapshots that are compiled once for many nodes; read again at each reload. */
  readonly fleet: FleetSection | undefined;
}

/** Makes the checked layer of the raw one. `raw` must have passed the schema and `checkRelations`. */
export function configOf(raw: RawConfig, file: string): Config {
  const markets = raw.markets.map(({ id }) => id);
  const { proxy } = raw;
  return {
    file,
    intake: raw.intake,
    interception: raw.interception,
    fleet: raw.fleet,
    fixed: {
      markets,
      listeners: proxy.listen.map(listenerOf),
      workers: proxy.workers,
      admin: adminOf(raw.admin, dirname(file)),
      probe: raw.probe,
      statistics: statisticsOf(raw.statistics, dirname(file)),
      log: raw.log,
      demo: { ...raw.demo, site: resolve(dirname(file), raw.demo.site) },
    },
    reloadable: {
      operator: raw.operator,
      defaultMarket: markets.indexOf(raw.default_market),
      marketPrefixes: raw.markets.flatMap(({ clients }, market) => clients.map((prefix) => ({ prefix, market }))),
      blocks: raw.markets.map(({ id, block = raw.block }) => blockOf(block, id, dirname(file))),
      lists: raw.lists.map((section) => listOf(section, markets, dirname(file))),
      clients: proxy.clients,
      destinations: {
        allow: proxy.allow_destinations,
        deny: proxy.deny_destinations,
        httpPorts: proxy.http_ports,
        connectPorts: proxy.connect_ports,
      },
      hosts: proxy.hosts.flatMap(({ name, port, to }) => staticHost(name, port, to)),
      resolvers: proxy.resolvers.includes(SYSTEM) ? SYSTEM : proxy.resolvers,
      limits: limitsOf(proxy.limits),
      tlsBlock: proxy.tls_block,
      pseudonym: proxy.pseudonym,
      graceMilliseconds: raw.shutdown_grace_seconds * 1000,
    },
  };
}

function blockOf(block: BlockSection, market: string, folder: string): BlockSection {
  const { page } = block;
  return page === undefined ? block : { ...block, page: resolve(folder, page.replaceAll('{market}', market)) };
}

function adminOf(section: AdminSection, folder: string): AdminSection {
  const { token_file: token, tls, drain_file: drain } = section;
  return {
    ...section,
    ...(token === undefined ? {} : { token_file: resolve(folder, token) }),
    ...(drain === undefined ? {} : { drain_file: resolve(folder, drain) }),
    ...(tls === undefined
      ? {}
      : { tls: { certificate: resolve(folder, tls.certificate), key: resolve(folder, tls.key) } }),
  };
}

function statisticsOf(section: StatisticsSection, folder: string): StatisticsSection {
  return section.store === undefined ? section : { ...section, store: resolve(folder, section.store) };
}

function listOf(section: ListSection, markets: readonly string[], folder: string): ConfiguredList {
  const settings = completeSettings({
    id: section.id,
    format: section.format,
    encoding: section.encoding,
    enforcement: section.enforcement,
    markets: section.markets ?? markets,
    semantics: {
      bareHost: section.bare_host,
      directoryIsPrefix: section.directory_is_prefix,
      query: section.query,
      pathCase: section.path_case,
    },
    bounds: {
      maxBytes: section.max_bytes,
      maxUnpackedBytes: section.max_unpacked_bytes,
      maxUnpackedRatio: section.max_unpacked_ratio,
      maxLineBytes: section.max_line_bytes,
      minEntries: section.min_entries,
      maxEntries: section.max_entries,
      maxRejectedRatio: section.max_rejected_ratio,
      minRejectedLines: section.min_rejected_lines,
    },
  });
  const apart = section.statistics === 'apart';
  return { settings, path: resolve(folder, section.file), apart, ...hashKeyOf(section) };
}

function hashKeyOf({ hash_key: secret, test_entry: text = DEFAULT_TEST_ENTRY }: ListSection): Partial<ConfiguredList> {
  if (secret === undefined) return {};
  const host = canonicaliseHost(text);
  return { hashKey: { secret, testEntry: host.ok ? host.host : DEFAULT_TEST_ENTRY } };
}

function staticHost(name: string, port: number, to: string): StaticHost[] {
  const canonical = canonicaliseHost(name);
  const target = splitSocketAddress(to);
  if (!canonical.ok || target === undefined) return [];
  return [{ name: canonical.host, port, address: target.address, toPort: target.port }];
}
