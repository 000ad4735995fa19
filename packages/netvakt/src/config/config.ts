import { dirname, join } from 'node:path';
import type { ListSettings, SizeBounds } from '@netvakt/blocklist';
import { completeSettings, DEFAULT_TEST_ENTRY } from '@netvakt/blocklist/configuration';
import { canonicaliseHost } from '@netvakt/matcher';
import { machineZone } from '@netvakt/metrics/local-days';
import type { ListenerSettings, PacketSettings, ReloadableSettings, StaticHost } from '@netvakt/proxy';
import { listenersOf, packetOf } from './listeners.ts';
import type { BlockSection } from './schema/block.ts';
import type { CoalitionSection } from './schema/coalition.ts';
import type { ExemptionsSection } from './schema/exemptions.ts';
import type { FleetSection } from './schema/fleet.ts';
import { SYSTEM, splitSocketAddress } from './schema/formats.ts';
import type { ManagedSection } from './schema/intake.ts';
import type { InterceptionSection } from './schema/interception.ts';
import { limitsOf } from './schema/limits.ts';
import type { ListSection } from './schema/lists.ts';
import type { SubscriptionCounts } from './schema/markets.ts';
import type { AdminSection, DemoSection, LogSection, OperatorSection } from './schema/process.ts';
import type { ReportSection } from './schema/report.ts';
import type { RawConfig } from './schema/root.ts';
import type { SecretSection } from './schema/secret.ts';
import { settingsOf } from './schema/settings.ts';
import type { ProbeSection, StatisticsSection } from './schema/statistics.ts';
import { WrittenPath } from './schema/written-path.ts';

/** A list and where it is stored. */
export interface ConfiguredList {
  readonly settings: ListSettings;
  /** Absolute. */
  readonly path: string;
  /** How much a reload may change of it, unless the intake manages it. */
  readonly change: SizeBounds;
  /** Whether what it alone blocks is counted apart, because it is the list of a test. */
  readonly apart: boolean;
  /** For a list of keyed hashes: where its key is stored, and a canonical host that is on it. */
  readonly hashKey?: { readonly secret: SecretSection; readonly testEntry: string };
}

/** What may change while the process runs. Everything in it takes effect at one moment, with the lists. */
export interface ReloadableConfig extends Omit<ReloadableSettings, 'markets' | 'blockAnswers'> {
  readonly operator: OperatorSection;
  /** One a market, in the order of `FixedConfig.markets`. */
  readonly blocks: readonly BlockSection[];
  readonly lists: readonly ConfiguredList[];
  /** One a market, in the order of `FixedConfig.markets`; `undefined` if the file does not set it. */
  readonly subscriptions: readonly (SubscriptionCounts | undefined)[];
  readonly graceMilliseconds: number;
}

/** What holds from start to end: it shapes sockets, threads and counters. A reload that changes it is refused. */
export interface FixedConfig {
  readonly markets: readonly string[];
  /** The time zone of each market, in their order: its days begin at midnight there. */
  readonly timeZones: readonly string[];
  readonly listeners: readonly ListenerSettings[];
  /** The listener of packets; `undefined`: none. */
  readonly packet: PacketSettings | undefined;
  /** 0: one for each processor core. */
  readonly workers: number;
  readonly admin: AdminSection;
  readonly statistics: StatisticsSection;
  readonly probe: ProbeSection;
  readonly log: LogSection;
  readonly demo: DemoSection;
}

/** Store, signatures and guards of lists. */
export interface IntakeSettings {
  /** The sealed store. */
  readonly folder: string;
  readonly key: SecretSection;
  /** The audit log. */
  readonly audit: string;
  readonly neverBlock?: string | undefined;
  readonly echPublicNames?: string | undefined;
  /** 0: only at the times of day. */
  readonly everyMinutes: number;
  /** Times of day at which authorities publish: minutes since midnight, UTC. */
  readonly minutesOfDay: readonly number[];
  readonly lists: readonly ManagedSection[];
}

/** A checked configuration: defaults filled in, units in names, paths absolute, hosts canonical. Nothing of it is checked again. */
export interface Config {
  readonly file: string;
  readonly fixed: FixedConfig;
  readonly reloadable: ReloadableConfig;
  /** Read again at each reload. */
  readonly intake: IntakeSettings | undefined;
  /** What is led to the listeners, and who sees to it. */
  readonly interception: InterceptionSection | undefined;
  /** Sources that are never filtered, or belong to another market; read again at each reload. */
  readonly exemptions: ExemptionsSection | undefined;
  /** What of the coalition is shown; read again at each reload. */
  readonly coalition: CoalitionSection | undefined;
  /** What is reported to a coalition; read by commands, never by the running filter. */
  readonly report: ReportSection | undefined;
  /** Snapshots that are compiled once for many nodes; read again at each reload. */
  readonly fleet: FleetSection | undefined;
}

/** Makes the checked layer of the raw one. `raw` must have passed the schema and `checkRelations`. */
export function configOf(raw: RawConfig, file: string): Config {
  const folder = dirname(file);
  return {
    file,
    fixed: fixedOf(raw, folder),
    reloadable: reloadableOf(raw, folder),
    intake: intakeOf(raw.intake, folder),
    interception: settingsOf(raw.interception, folder),
    exemptions: settingsOf(raw.exemptions, folder),
    coalition: settingsOf(raw.coalition, folder),
    report: settingsOf(raw.report, folder),
    fleet: settingsOf(raw.fleet, folder),
  };
}

function fixedOf({ markets, proxy, admin, statistics, probe, log, demo }: RawConfig, folder: string): FixedConfig {
  return {
    markets: markets.map(({ id }) => id),
    timeZones: markets.map(({ time_zone: own }) => own ?? statistics.time_zone ?? machineZone()),
    listeners: listenersOf(proxy.listen),
    packet: packetOf(proxy.listen),
    workers: proxy.workers,
    ...settingsOf({ admin, statistics, probe, log, demo }, folder),
  };
}

function reloadableOf(raw: RawConfig, folder: string): ReloadableConfig {
  const markets = raw.markets.map(({ id }) => id);
  const { proxy } = raw;
  return {
    operator: raw.operator,
    defaultMarket: markets.indexOf(raw.default_market),
    marketPrefixes: raw.markets.flatMap(({ clients }, market) => clients.map((prefix) => ({ prefix, market }))),
    blocks: raw.markets.map(({ id, block = raw.block }) => blockOf(block, id, folder)),
    lists: raw.lists.map((list) => listOf(settingsOf(list, folder), markets)),
    subscriptions: raw.markets.map(({ subscriptions }) => subscriptions),
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
    echPublicNames: proxy.ech_public_names.flatMap(canonicalName),
    graceMilliseconds: raw.shutdown_grace_seconds * 1000,
  };
}

function intakeOf(raw: RawConfig['intake'], folder: string): IntakeSettings | undefined {
  if (raw === undefined) return undefined;
  const { at: minutesOfDay, ...intake } = settingsOf(raw, folder);
  return { ...intake, minutesOfDay, audit: intake.audit ?? join(intake.folder, 'audit.jsonl') };
}

function blockOf(block: RawConfig['block'], market: string, folder: string): BlockSection {
  const { page } = block;
  if (page === undefined) return settingsOf(block, folder);
  return settingsOf({ ...block, page: new WrittenPath(page.text.replaceAll('{market}', market)) }, folder);
}

function listOf(section: ListSection, markets: readonly string[]): ConfiguredList {
  const { id, format, encoding, enforcement, bareHost, directoryIsPrefix, query, pathCase } = section;
  const { maxBytes, maxUnpackedBytes, maxUnpackedRatio, maxLineBytes } = section;
  const { minEntries, maxEntries, maxRejectedRatio, minRejectedLines } = section;
  const settings = completeSettings({
    id,
    format,
    encoding,
    enforcement,
    markets: section.markets ?? markets,
    ...(section.zone === undefined ? {} : { zone: section.zone.toLowerCase().replace(/\.$/u, '') }),
    semantics: { bareHost, directoryIsPrefix, query, pathCase },
    bounds: {
      maxBytes,
      maxUnpackedBytes,
      maxUnpackedRatio,
      maxLineBytes,
      minEntries,
      maxEntries,
      maxRejectedRatio,
      minRejectedLines,
    },
  });
  const { maxGrowth, maxShrink, freeChange, statistics, file: path } = section;
  const change = { maxGrowth, maxShrink, freeChange };
  return { settings, path, change, apart: statistics === 'apart', ...hashKeyOf(section) };
}

function hashKeyOf({ hashKey: secret, testEntry: text = DEFAULT_TEST_ENTRY }: ListSection): Partial<ConfiguredList> {
  if (secret === undefined) return {};
  const host = canonicaliseHost(text);
  return { hashKey: { secret, testEntry: host.ok ? host.host : DEFAULT_TEST_ENTRY } };
}

/** Nothing for what is no host: the schema has refused it. */
function canonicalName(name: string): string[] {
  const canonical = canonicaliseHost(name);
  return canonical.ok ? [canonical.host] : [];
}

function staticHost(name: string, port: number, to: string): StaticHost[] {
  const canonical = canonicaliseHost(name);
  const target = splitSocketAddress(to);
  if (!canonical.ok || target === undefined) return [];
  return [{ name: canonical.host, port, address: target.address, toPort: target.port }];
}
