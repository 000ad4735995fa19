/** What the running filter knows of its own service, in the coalition's indicators. Reads the shared counters; asks no worker. */
import {
  type CounterTotals,
  healthOf,
  type ListLedger,
  type ListRecord,
  lacksRules,
  type ProbeLedger,
  type ProcessStatus,
  type RulesFigures,
} from '@netvakt/metrics';
import type { UninspectableReason } from '@netvakt/proxy';
import type { Config } from '../config/config.ts';
import { noUpdates } from '../totals/list-updates.ts';
import type { ServiceFigure, ServiceReading } from '../totals/service-keeper.ts';

/** The indicator of each reason why something could not be judged. */
const UNSEEN: Readonly<Record<UninspectableReason, string>> = {
  'sni-absent': 'unseen-name',
  ech: 'unseen-ech',
  'sni-unreadable': 'unseen-name',
  'sslv2-hello': 'unseen-name',
  'not-tls': 'unseen-protocol',
  'server-first': 'unseen-protocol',
  'identity-disagreement': 'unseen-ambiguous',
  upgraded: 'unseen-protocol',
  h2c: 'unseen-protocol',
  'protocol-unknown': 'unseen-protocol',
  'other-port': 'unseen-port',
  'ambiguous-http': 'unseen-ambiguous',
};

/** What is read. */
export interface ServiceSources {
  readonly totals: CounterTotals;
  readonly probes: ProbeLedger;
  readonly lists: ListLedger;
  readonly status: () => ProcessStatus;
  /** The configuration that is in force. */
  readonly config: () => Config;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Makes a reader. It remembers what rules had counted when it first saw them: their counts begin with the machine. */
export function serviceReader(sources: ServiceSources): () => ServiceReading {
  const canaries = sinceFirstSeen();
  return () => {
    const status = sources.status();
    const { markets } = sources.totals.shape;
    const overload = status.overload.policies.includes('open') ? Math.round(status.overload.seconds) : 0;
    const rules = canaries(status.rules);
    return {
      isReady: healthOf(status.health).ready.length === 0,
      isBypassed: lacksRules(status.rules),
      counts: markets.flatMap((market, i) => [
        { market, indicator: 'fail-open-overload', numerator: overload, denominator: 0 },
        ...canaryFigures(sources.probes, market),
        ...(rules === undefined ? [] : [{ market, indicator: 'canary-intercepted', ...rules }]),
        ...unseenFigures(sources.totals, market, i),
        ...(hasUpdates(sources.config(), market) ? noUpdates(market) : []),
      ]),
      states: markets.flatMap((market, i) => stateFigures(sources, market, i)),
      samples: markets.flatMap((market) => ageFigures(sources, market)),
    };
  };
}

const NOT_ASKED = { attempts: 0, failures: 0 };

type Pair = Pick<ServiceFigure, 'numerator' | 'denominator'>;

function sinceFirstSeen(): (rules: RulesFigures) => Pair | undefined {
  let base: Pair | undefined;
  return ({ canaryWanted, canary, lastCheck }) => {
    if (!canaryWanted || lastCheck === 0) return undefined;
    const blocked = [canary.ipv4, canary.ipv6].flatMap((one) => [one.blocked, one['blocked-tls'] ?? NOT_ASKED]);
    const attempts = blocked.reduce((sum, one) => sum + one.attempts, 0);
    const failures = blocked.reduce((sum, one) => sum + one.failures, 0);
    const now = { numerator: attempts - failures, denominator: attempts };
    base ??= now;
    // The machine began anew while this process went on: that cannot be, so somebody put the counts back. Count from here.
    if (now.denominator < base.denominator || now.numerator < base.numerator) base = now;
    return { numerator: now.numerator - base.numerator, denominator: now.denominator - base.denominator };
  };
}

function canaryFigures({ records }: ProbeLedger, market: string): ServiceFigure[] {
  return records
    .filter((record) => record.market === market && record.attempts > 0)
    .map(({ protocol, attempts, failures }) => ({
      market,
      indicator: `canary-${protocol}`,
      numerator: attempts - failures,
      denominator: attempts,
    }));
}

function unseenFigures(totals: CounterTotals, market: string, i: number): ServiceFigure[] {
  const { protocols, uninspectable } = totals.shape;
  const counts = new Map<string, number>([...new Set(Object.values(UNSEEN))].map((indicator) => [indicator, 0]));
  let all = protocols.reduce((sum, _, protocol) => sum + totals.sum('inspected', [i, protocol]), 0);
  for (const [reason, name] of uninspectable.entries()) {
    const count = totals.sum('uninspectable', [i, reason]);
    const indicator = UNSEEN[name as UninspectableReason];
    counts.set(indicator, (counts.get(indicator) ?? 0) + count);
    all += count;
  }
  return Array.from(counts, ([indicator, numerator]) => ({ market, indicator, numerator, denominator: all }));
}

/** True if a list of the market is one whose changes are known when they come: the intake's, or the fleet's. */
function hasUpdates({ intake, fleet, reloadable }: Config, market: string): boolean {
  const managed = new Set(intake?.lists.map(({ id }) => id));
  return reloadable.lists.some(
    ({ settings: { id, markets } }) => markets.includes(market) && (managed.has(id) || fleet?.source !== undefined),
  );
}

/** The lists of authorities in a market: those of a test are counted apart. */
function recordsOf({ lists, config }: ServiceSources, market: string): readonly ListRecord[] {
  const tests = new Set(config().reloadable.lists.flatMap(({ apart, settings }) => (apart ? [settings.id] : [])));
  return Array.from(lists.entries())
    .filter(([id, record]) => record.current && record.markets.has(market) && !tests.has(id))
    .map(([, record]) => record);
}

function stateFigures(sources: ServiceSources, market: string, i: number): ServiceFigure[] {
  const records = recordsOf(sources, market).filter(({ inShadow }) => !inShadow);
  const lines = records.map(({ report }) => report?.lines ?? {});
  const sumOf = (names: readonly string[]): number =>
    lines.reduce((sum, line) => sum + names.reduce((of, name) => of + (line[name] ?? 0), 0), 0);
  const subscriptions = sources.config().reloadable.subscriptions[i];
  return [
    {
      market,
      indicator: 'quarantined',
      numerator: sumOf(['quarantined']),
      denominator: sumOf(['active', 'duplicates', 'invalid', 'quarantined']),
    },
    { market, indicator: 'lists', numerator: records.length, denominator: 1 },
    ...(subscriptions === undefined
      ? []
      : [{ market, indicator: 'coverage', numerator: subscriptions.filtered, denominator: subscriptions.total }]),
  ];
}

function ageFigures(sources: ServiceSources, market: string): ServiceFigure[] {
  const at = sources.now();
  const ages = recordsOf(sources, market)
    .filter(({ lastSuccess }) => lastSuccess > 0)
    .map(({ lastSuccess }) => Math.max(0, Math.round(at - lastSuccess)));
  if (ages.length === 0) return [];
  return [
    { market, indicator: 'list-age', numerator: ages.reduce((sum, age) => sum + age, 0), denominator: ages.length },
  ];
}
