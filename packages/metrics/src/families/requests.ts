import type { BlockName } from '../counters/layout.ts';
import type { Definition, Emit, Sources } from './definition.ts';

/** Emits a block that is spread over market and protocol, with `rest` behind these two labels. */
function byMarketAndProtocol(block: BlockName, { totals }: Sources, emit: Emit, ...rest: readonly string[]): void {
  for (const [market, marketName] of totals.shape.markets.entries()) {
    for (const [protocol, protocolName] of totals.shape.protocols.entries()) {
      emit(totals.sum(block, [market, protocol]), marketName, protocolName, ...rest);
    }
  }
}

function blockedByList({ totals, slots, lists }: Sources, emit: Emit): void {
  const slotOf = new Map(slots.entries());
  for (const [id, { markets }] of lists.entries()) {
    const slot = slotOf.get(id);
    for (const [market, marketName] of totals.shape.markets.entries()) {
      if (!markets.has(marketName)) continue;
      for (const [protocol, protocolName] of totals.shape.protocols.entries()) {
        const value = slot === undefined ? 0 : totals.sum('blockedByList', [market, protocol, slot]);
        emit(value, marketName, id, protocolName);
      }
    }
  }
}

/** What the filter judged. The unit is the request as it was seen on the wire, not a person's attempt or page. */
export const REQUESTS: readonly Definition[] = [
  {
    name: 'netvakt_requests_inspected_total',
    type: 'counter',
    unit: 'requests; an HTTP request, a CONNECT and a TLS ClientHello count as one each',
    labels: ['market', 'protocol'],
    help: 'What was judged against the lists: the denominator of every rate.',
    note: 'A tunnel is judged twice, as `connect` and as `tls`. So compare rates within one protocol.',
    read: (sources, emit) => byMarketAndProtocol('inspected', sources, emit),
  },
  {
    name: 'netvakt_verdicts_total',
    type: 'counter',
    unit: 'requests',
    labels: ['market', 'protocol', 'verdict'],
    help: 'What was decided: forward, block, or refuse because the request could not be judged safely.',
    note: 'The sum over `verdict` can stand above `netvakt_requests_inspected_total`: a request that cannot be read is refused without having been judged.',
    read: (sources, emit) => {
      byMarketAndProtocol('forwarded', sources, emit, 'forward');
      byMarketAndProtocol('blocked', sources, emit, 'block');
      byMarketAndProtocol('refused', sources, emit, 'refuse');
    },
  },
  {
    name: 'netvakt_blocked_requests_total',
    type: 'counter',
    unit: 'requests; neither attempts nor pages, so subresources, retries and reloads count one each',
    labels: ['market', 'list', 'protocol'],
    help: 'Requests that were blocked, once for each list that holds a rule for them.',
    note: 'Two lists can hold the same item: the sum over `list` is then above the blocked requests. The number of blocked requests is `netvakt_verdicts_total{verdict="block"}`.',
    read: blockedByList,
  },
  {
    name: 'netvakt_refusals_total',
    type: 'counter',
    unit: 'requests',
    labels: ['reason'],
    help: 'Requests that were refused because they could not be judged safely.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.refusals.entries()) emit(totals.sum('refusedFor', [i]), reason);
    },
  },
  {
    name: 'netvakt_uninspectable_total',
    type: 'counter',
    unit: 'connections or requests',
    labels: ['market', 'reason'],
    help: 'Traffic that passed although the filter could not see all of what a rule may need.',
    note: 'A measure of coverage, not of wrongdoing: most of it is innocent.',
    read: ({ totals }, emit) => {
      for (const [market, marketName] of totals.shape.markets.entries()) {
        for (const [i, reason] of totals.shape.uninspectable.entries()) {
          emit(totals.sum('uninspectable', [market, i]), marketName, reason);
        }
      }
    },
  },
  {
    name: 'netvakt_upstream_failures_total',
    type: 'counter',
    unit: 'requests',
    labels: ['reason'],
    help: 'Requests that were to be forwarded and whose origin could not be reached or broke off.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.upstreamFailures.entries())
        emit(totals.sum('upstreamFailed', [i]), reason);
    },
  },
];
