import type { ListView, MarketView, Overview } from '@netvakt/metrics';
import type { ListTotals, MarketTotals, TotalsDocument } from './totals-document.ts';

/**
 * The figures of the operator's page as one document. What was blocked is read from the statistics, which advance in batches, so that the
 * document reveals no more about one event than a scrape does.
 */
export function composeTotals(overview: Overview): TotalsDocument {
  const { at, statisticsAt, build, health, units, endings, rules, markets, lists, probes, unseen, workers } = overview;
  return {
    schema: 1,
    at: isoOf(at),
    statistics_at: momentOf(statisticsAt),
    version: build.version,
    commit: build.commit,
    ready: health.ready.length === 0,
    route: health.route.length === 0,
    reasons: [...new Set([...health.ready, ...health.route])],
    counted: {
      window_seconds: units.windowSeconds,
      ipv6_prefix_length: units.ipv6PrefixLength,
      attempts_per_client_day: units.attemptsPerClientDay,
      interval_seconds: units.intervalSeconds,
      tls_block: [...endings],
    },
    rules,
    markets: markets.map(marketOf),
    lists: lists.map(listOf),
    probes: probes.map(({ market, protocol, blocked = null }) => ({ market, protocol, blocked })),
    uninspectable: unseen.map(({ reason, count }) => ({ reason, count })),
    workers: { wanted: workers.wanted, running: workers.running, restarts: workers.restarts },
    connections: { ...overview.connections },
    overload_seconds: overview.overload.seconds,
  };
}

function marketOf(view: MarketView): MarketTotals {
  const { market, requests, attempts, pages, inspected, unseen, timeZone, days, week, month } = view;
  const known = days.flatMap(({ day, pages: of }) => (of === undefined ? [] : [{ day, pages: of }]));
  return {
    market,
    requests,
    attempts,
    pages,
    inspected,
    uninspectable: unseen,
    time_zone: timeZone,
    days: known,
    last_7_days: { pages: week.pages ?? null, days_known: week.known },
    this_month: { pages: month.pages ?? null, days_known: month.known },
  };
}

function listOf(view: ListView): ListTotals {
  return {
    list: view.list,
    version: view.version ?? null,
    rules: view.rules,
    last_success: momentOf(view.lastSuccess),
    expiry: momentOf(view.expiry),
    failing: view.failing,
    waiting: view.waiting,
    in_shadow: view.inShadow,
  };
}

/** `null` for 0, which stands for never, and for what no calendar holds. */
function momentOf(unixSeconds: number): string | null {
  return unixSeconds > 0 && Number.isFinite(unixSeconds) ? isoOf(unixSeconds) : null;
}

function isoOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
