import { DECISION_BUCKETS, DECISION_SAMPLE, VERDICT_BUCKETS } from '../counters/layout.ts';
import type { CounterTotals } from '../counters/totals.ts';
import type { Sources } from '../families/definition.ts';
import { healthOf } from '../state/health.ts';
import type { ListRecord } from '../state/lists.ts';
import { dayAfter, LocalDays } from '../units/local-days.ts';
import type { DayPages, DaysSum, ListView, MarketView, NamedCount, Overview, PacketView } from './model.ts';

/** How many days the charts of a market show. */
const DAYS = 14;
const WEEK = 7;
const UTC = new LocalDays('UTC');

/**
 * Reads the figures of this moment. Asks no worker; what was blocked is read from the statistics, which advance in
 * batches, so that the page reveals no more about one event than a scrape does.
 *
 * @param history - totals by day that survive restarts, in any order; `undefined` if none are kept.
 * @param at - Unix seconds.
 */
export function overviewOf(sources: Sources, history: readonly DayPages[] | undefined, at: number): Overview {
  const { totals, statistics, slots, lists, probes, build, status } = sources;
  const { health, workerRestarts, connectionLimit, overload, snapshot } = status();
  const shape = totals.shape;
  const slotOf = new Map(slots.entries());
  return {
    at,
    statisticsAt: statistics.units.intervalSeconds === 0 ? 0 : statistics.lastAdvance,
    units: statistics.units,
    endings: statistics.endings.all,
    build,
    health: healthOf(health),
    kept: history !== undefined,
    markets: shape.markets.map((market, i) => marketView(sources, market, i, history, at)),
    lists: [...lists.entries()]
      .filter(([, { current }]) => current)
      .map(([id, record]) => listView(statistics.totals, slotOf.get(id), id, record)),
    probes: probes.records.map(({ market, protocol, blocked }) => ({ market, protocol, blocked })),
    unseen: shape.uninspectable.map((reason, r) => ({
      reason,
      count: sumOver(shape.markets, (market) => totals.sum('uninspectable', [market, r])),
    })),
    workers: {
      wanted: health.workersWanted,
      running: health.workersRunning,
      restarts: workerRestarts,
      each: workersOf(totals),
    },
    overload,
    connections: {
      active: Math.max(
        0,
        sumOver(shape.modes, (mode) => totals.sum('opened', [mode]) - totals.sum('closed', [mode])),
      ),
      limit: connectionLimit,
    },
    decisions: {
      bounds: DECISION_BUCKETS,
      counts: Array.from({ length: DECISION_BUCKETS.length + 1 }, (_, i) => totals.sum('decided', [i])),
      sample: DECISION_SAMPLE,
    },
    rules: snapshot.rules,
    packets: packetView(sources),
    comparison: sources.comparison,
  };
}

function packetView({ totals, status }: Sources): PacketView {
  const { queues, conntrack } = status();
  const { packetOutcomes, packetDrops, modes } = totals.shape;
  const counted = (names: readonly string[], block: 'packetFlows' | 'packetDrops'): NamedCount[] =>
    names.map((name, i) => ({ name, count: totals.sum(block, [i]) }));
  const mode = modes.indexOf('packet');
  return {
    came: totals.sum('packetsCame', []),
    held: totals.sum('packetsHeld', []),
    pending: mode === -1 ? 0 : totals.sum('opened', [mode]) - totals.sum('closed', [mode]),
    outcomes: counted(packetOutcomes, 'packetFlows'),
    dropped: counted(packetDrops, 'packetDrops'),
    verdicts: {
      bounds: VERDICT_BUCKETS,
      counts: Array.from({ length: VERDICT_BUCKETS.length + 1 }, (_, i) => totals.sum('packetVerdicts', [i])),
    },
    queues,
    conntrack,
  };
}

function marketView(
  { totals, statistics }: Sources,
  market: string,
  i: number,
  history: readonly DayPages[] | undefined,
  at: number,
): MarketView {
  const { protocols, uninspectable } = totals.shape;
  const pages = statistics.totals.sum('pages', [i]);
  const calendar = statistics.calendars[i] ?? UTC;
  const today = calendar.dayOf(at);
  const known = new Map(
    (history ?? [{ day: today, market, pages }]).flatMap((one) =>
      one.market === market ? [[one.day, one.pages] as const] : [],
    ),
  );
  return {
    market,
    timeZone: calendar.zone,
    days: lastDays(today, DAYS).map((day) => ({ day, pages: known.get(day) })),
    week: sumOfDays(lastDays(today, WEEK), known),
    month: sumOfDays(lastDays(today, Number(today.slice(8))), known),
    pages,
    attempts: statistics.totals.sum('attempts', [i]),
    requests: sumOver(protocols, (protocol) => statistics.totals.sum('blocked', [i, protocol])),
    inspected: sumOver(protocols, (protocol) => totals.sum('inspected', [i, protocol])),
    unseen: sumOver(uninspectable, (reason) => totals.sum('uninspectable', [i, reason])),
  };
}

/** Days up to `today`, the oldest first. */
function lastDays(today: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => dayAfter(today, i - count + 1));
}

/** A day of which nothing is known is a gap, not a zero. */
function sumOfDays(days: readonly string[], known: ReadonlyMap<string, number>): DaysSum {
  const pages = days.flatMap((day) => known.get(day) ?? []);
  const sum = pages.length === 0 ? undefined : pages.reduce((all, one) => all + one, 0);
  return { pages: sum, known: pages.length, days: days.length };
}

function listView(
  totals: Sources['statistics']['totals'],
  slot: number | undefined,
  list: string,
  record: ListRecord,
): ListView {
  const { lastAttempt, lastSuccess, report, waiting, inShadow } = record;
  return {
    list,
    version: report?.version,
    rules: Object.values(report?.entries ?? {}).reduce<number>((sum, count) => sum + (count ?? 0), 0),
    lastSuccess,
    expiry: report?.expiry ?? 0,
    failing: lastAttempt > lastSuccess,
    waiting,
    inShadow,
    wouldBlock:
      slot === undefined ? 0 : sumOver(totals.shape.markets, (market) => totals.sum('shadowedByList', [market, slot])),
  };
}

function workersOf(totals: CounterTotals): Overview['workers']['each'] {
  const busy = totals.each('loopBusy', []);
  return totals.each('loopLag', []).map((lagSeconds, i) => ({ lagSeconds, busyRatio: busy[i] ?? 0 }));
}

/** Adds up what `value` gives for each position of a closed set. */
function sumOver(members: readonly unknown[], value: (position: number) => number): number {
  let sum = 0;
  for (let i = 0; i < members.length; i += 1) sum += value(i);
  return sum;
}
