import type { BlockName } from '../counters/layout.ts';
import { MEASURES } from '../counters/layout.ts';
import { TLS_ENDINGS } from '../state/endings.ts';
import type { Units } from '../units/units.ts';
import type { Definition, Emit, Sources } from './definition.ts';

/** Calls `visit` for each market and list that go together; `slot` is `undefined` for a list that never was in force. */
function eachPair(
  { totals, slots, lists }: Sources,
  visit: (market: number, slot: number | undefined, names: readonly [market: string, list: string]) => void,
): void {
  const slotOf = new Map(slots.entries());
  for (const [id, { markets }] of lists.entries()) {
    const slot = slotOf.get(id);
    for (const [market, marketName] of totals.shape.markets.entries()) {
      if (markets.has(marketName)) visit(market, slot, [marketName, id]);
    }
  }
}

function byList(block: BlockName): (sources: Sources, emit: Emit) => void {
  return (sources, emit) => {
    const { totals } = sources.statistics;
    eachPair(sources, (market, slot, names) => {
      emit(slot === undefined ? 0 : totals.sum(block, [market, slot]), ...names);
    });
  };
}

function byMarket(block: BlockName): (sources: Sources, emit: Emit) => void {
  return ({ statistics: { totals } }, emit) => {
    for (const [market, name] of totals.shape.markets.entries()) emit(totals.sum(block, [market]), name);
  };
}

function requestsByList(sources: Sources, emit: Emit): void {
  const { totals } = sources.statistics;
  const { protocols } = totals.shape;
  eachPair(sources, (market, slot, names) => {
    for (const [protocol, name] of protocols.entries()) {
      emit(slot === undefined ? 0 : totals.sum('blockedByList', [market, protocol, slot]), ...names, name);
    }
  });
}

function requestsByMarket({ statistics: { totals } }: Sources, emit: Emit): void {
  const { markets, protocols } = totals.shape;
  for (const [market, name] of markets.entries()) {
    emit(
      protocols.reduce((sum, _, protocol) => sum + totals.sum('blocked', [market, protocol]), 0),
      name,
    );
  }
}

const batched = ({ intervalSeconds }: Units): string =>
  intervalSeconds === 0 ? '' : ` Advances every ${intervalSeconds} s.`;

const attempt = ({ windowSeconds, ipv6PrefixLength }: Units): string =>
  `Blocked requests of one client (an IPv4 address, an IPv6 /${ipv6PrefixLength}) for one item of a list within ${windowSeconds} s of the first count once, whatever their protocol; a prefetch counts nothing.`;

const page = ({ windowSeconds }: Units): string =>
  `Attempts that are known to be a navigation: a GET or HEAD in clear for a document; no part of a page, no prefetch, no favicon. At most one for one client and item within ${windowSeconds} s.`;

const ONCE_A_LIST = 'Once for each list that holds the item: do not sum over `list`, see `netvakt_market_*`.';

/** Published figures of people's attempts. These series advance in batches; docs/counting.md defines the units. */
export const STATISTICS_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_blocked_requests_total',
    type: 'counter',
    unit: 'requests; neither attempts nor pages, so subresources, retries and reloads count one each',
    labels: ['market', 'list', 'protocol'],
    help: (units) => `Requests that were blocked, once for each list that holds a rule for them.${batched(units)}`,
    note: ONCE_A_LIST,
    read: requestsByList,
  },
  {
    name: 'netvakt_shadow_requests_total',
    type: 'counter',
    unit: 'requests; an address that a connection goes to counts separately',
    labels: ['market', 'list'],
    help: (units) =>
      `What a list, or a delivery of it, in shadow would have blocked; nothing was, for that.${batched(units)}`,
    note: 'What an enforcing list blocks anyway is counted here as well; what an allow rule lets through is not.',
    read: byList('shadowedByList'),
  },
  {
    name: 'netvakt_blocked_attempts_total',
    type: 'counter',
    unit: 'attempts',
    labels: ['market', 'list'],
    help: (units) => `${attempt(units)}${batched(units)}`,
    note: ONCE_A_LIST,
    read: byList('attemptsByList'),
  },
  {
    name: 'netvakt_blocked_pages_total',
    type: 'counter',
    unit: 'pages',
    labels: ['market', 'list'],
    help: (units) => `${page(units)}${batched(units)}`,
    note: `A TLS handshake or CONNECT alone is an attempt and no page: nothing in it shows that somebody navigated. ${ONCE_A_LIST}`,
    read: byList('pagesByList'),
  },
  {
    name: 'netvakt_blocked_attempts_one_second_total',
    type: 'counter',
    unit: 'attempts',
    labels: ['market', 'list'],
    help: (units) =>
      `Blocked requests of one client for one host within 1 s of the first count once, whatever they are: comparable to the method of per-domain counts in one second.${batched(units)}`,
    note: ONCE_A_LIST,
    read: byList('oneSecondByList'),
  },
  {
    name: 'netvakt_blocked_attempts_bounded_total',
    type: 'counter',
    unit: 'attempts',
    labels: ['market', 'list'],
    help: (units) =>
      `As netvakt_blocked_attempts_total, but at most ${units.attemptsPerClientDay} of one client in a market and day, so that no machine can move a country's figure.${batched(units)}`,
    note: ONCE_A_LIST,
    read: byList('boundedByList'),
  },
  {
    name: 'netvakt_market_blocked_requests_total',
    type: 'counter',
    unit: 'requests',
    labels: ['market'],
    help: (units) => `Requests that were blocked, once however many lists hold the item.${batched(units)}`,
    read: requestsByMarket,
  },
  {
    name: 'netvakt_market_blocked_attempts_total',
    type: 'counter',
    unit: 'attempts',
    labels: ['market'],
    help: (units) => `${attempt(units)} Once however many lists hold the item.${batched(units)}`,
    read: byMarket('attempts'),
  },
  {
    name: 'netvakt_market_blocked_pages_total',
    type: 'counter',
    unit: 'pages',
    labels: ['market'],
    help: (units) => `${page(units)} Once however many lists hold the item.${batched(units)}`,
    read: byMarket('pages'),
  },
  {
    name: 'netvakt_statistics_untracked_total',
    type: 'counter',
    unit: 'requests',
    labels: ['measure'],
    help: 'Blocked requests that were counted as new although they may not have been, because the table of recent ones was full. Above 0 the figures of the measure are too high by up to as much.',
    read: ({ totals }, emit) => {
      for (const [i, measure] of MEASURES.entries()) emit(totals.sum('untracked', [i]), measure);
    },
  },
  {
    name: 'netvakt_statistics_window_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'The window within which repeated requests are one attempt.',
    read: ({ statistics }, emit) => emit(statistics.units.windowSeconds),
  },
  {
    name: 'netvakt_tls_block_ending',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['ending'],
    help: 'How a blocked TLS handshake ends now, as set by `proxy.tls_block`.',
    note: 'Browsers load a page again after a reset and not after an alert: compare attempts in TLS only between filters, and between days, of one ending. `max by (ending) (max_over_time(netvakt_tls_block_ending[30d]))` shows which endings were in use. See [counting](counting.md#automatic-retries-of-clients).',
    read: ({ statistics: { endings } }, emit) => {
      for (const ending of TLS_ENDINGS) emit(endings.current === ending ? 1 : 0, ending);
    },
  },
  {
    name: 'netvakt_market_subscriptions',
    type: 'gauge',
    unit: 'subscriptions',
    labels: ['market'],
    help: 'Subscriptions behind the filter, from `markets[].subscriptions.filtered`. Absent for a market without it.',
    note: 'To give figures for 100,000 subscriptions. Each node of a fleet exports the same value, so use `max by (market)`. It is in no `operator:*` series: data for others must not contain customer numbers.',
    read: ({ statistics: { subscriptions } }, emit) => {
      for (const [market, count] of subscriptions) emit(count, market);
    },
  },
  {
    name: 'netvakt_statistics_interval_seconds',
    type: 'gauge',
    unit: 'seconds, 0 if they advance immediately',
    labels: [],
    help: 'How often the statistics series advance.',
    read: ({ statistics }, emit) => emit(statistics.units.intervalSeconds),
  },
  {
    name: 'netvakt_statistics_last_advance_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the statistics series last advanced.',
    read: ({ statistics }, emit) => emit(statistics.lastAdvance),
  },
  {
    name: 'netvakt_statistics_store_failures_total',
    type: 'counter',
    unit: 'writes',
    labels: [],
    help: 'Failed writes of the daily totals. The next write contains their data.',
    read: ({ statistics }, emit) => emit(statistics.store.failures),
  },
  {
    name: 'netvakt_statistics_store_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the daily totals were last written.',
    read: ({ statistics }, emit) => emit(statistics.store.lastSuccess),
  },
  {
    name: 'netvakt_statistics_journal_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 without a journal',
    labels: [],
    help: 'When the journal of counts that no series shows yet was last written. What came after it is lost if the process is killed.',
    read: ({ statistics }, emit) => emit(statistics.journalWritten),
  },
];
