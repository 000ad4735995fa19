import {
  allocateCounters,
  type CounterRegion,
  CounterTotals,
  CounterWriter,
  ListLedger,
  ListSlots,
  Metrics,
  NO_RULES,
  ProbeLedger,
  type ProcessStatus,
  type Sources,
  Statistics,
  type Units,
} from '@netvakt/metrics';
import { SHAPE } from './shape.ts';

/** Everything a scrape reads, small and in one place: two workers, two lists. */
export interface World {
  readonly regions: readonly CounterRegion[];
  readonly writers: readonly CounterWriter[];
  readonly slots: ListSlots;
  readonly lists: ListLedger;
  readonly metrics: Metrics;
  readonly statistics: Statistics;
  readonly probes: ProbeLedger;
  readonly sources: Sources;
  status: ProcessStatus;
}

/** A process that has started and loaded nothing. */
export const STARTED: ProcessStatus = {
  health: {
    phase: 'starting',
    listsLoaded: false,
    workersRunning: 0,
    workersWanted: 2,
    drainFile: false,
    listsExpired: false,
    rulesMissing: false,
  },
  rules: NO_RULES,
  connectionLimit: 0,
  descriptors: { open: 0, limit: Number.POSITIVE_INFINITY },
  conntrack: { entries: 0, limit: 0, drops: 0 },
  queues: { unserved: { dead: 0, hung: 0, behind: 0 }, kernel: undefined },
  workerRestarts: 0,
  overload: { seconds: 0, policies: [] },
  reloads: { attempts: 0, failures: 0, lastSuccess: 0 },
  snapshot: { rules: 0, bytes: 0, compileSeconds: 0 },
};

/** What most tests want: every block shows at once. */
const AT_ONCE: Units = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10, intervalSeconds: 0 };

export function makeWorld(units: Units = AT_ONCE): World {
  const regions = [allocateCounters(SHAPE), allocateCounters(SHAPE)];
  const slots = new ListSlots(SHAPE.listCapacity);
  const lists = new ListLedger({
    kinds: ['domain', 'url'],
    outcomes: ['active', 'invalid'],
    rejections: ['host-empty', 'too-long'],
    quarantines: ['wildcard'],
    policies: ['nxdomain', 'passthru'],
    failures: ['unreadable', 'empty'],
    holds: ['grew'],
  });
  const configured = [
    { id: 'se-domains', markets: ['se'] },
    { id: 'shared', markets: ['se', 'lt'] },
  ];
  lists.track(configured);
  const assigned = slots.assign(configured.map(({ id }) => id));
  const writers = regions.map((region) => new CounterWriter(region));
  for (const writer of writers) writer.snapshotReplaced(assigned);
  const totals = new CounterTotals(regions);
  const statistics = new Statistics(totals, units);
  const probes = new ProbeLedger(SHAPE.markets, SHAPE.protocols);
  const sources: Sources = {
    totals,
    statistics,
    probes,
    slots,
    lists,
    build: { version: '0.1.0', commit: 'unknown', node: 'v26.10.0' },
    status: () => world.status,
  };
  const world: World = {
    regions,
    writers,
    slots,
    lists,
    status: STARTED,
    statistics,
    probes,
    sources,
    metrics: new Metrics(sources),
  };
  return world;
}
