import { type BlockName, DECISION_BUCKETS, DECISION_SAMPLE } from '../counters/layout.ts';
import type { Definition, Emit, Sources } from './definition.ts';

/** Emits blocks that are spread over market and protocol, summed over the markets. */
function byProtocol(blocks: readonly BlockName[], { totals }: Sources, emit: Emit, verdict: string): void {
  for (const [protocol, name] of totals.shape.protocols.entries()) {
    let sum = 0;
    for (const block of blocks) {
      for (const market of totals.shape.markets.keys()) sum += totals.sum(block, [market, protocol]);
    }
    emit(sum, name, verdict);
  }
}

/** What the filter judged. The unit is the request as it was seen on the wire, not a person's attempt or page. */
export const REQUEST_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_requests_inspected_total',
    type: 'counter',
    unit: 'requests; an HTTP request, a CONNECT and a TLS ClientHello count as one each',
    labels: ['market', 'protocol'],
    help: 'Requests and handshakes that were judged against the lists: the denominator of every rate.',
    note: 'A tunnel is judged twice, as `connect` and as `tls`. So compare rates within one protocol.',
    read: ({ totals }, emit) => {
      for (const [market, marketName] of totals.shape.markets.entries()) {
        for (const [protocol, protocolName] of totals.shape.protocols.entries()) {
          emit(totals.sum('inspected', [market, protocol]), marketName, protocolName);
        }
      }
    },
  },
  {
    name: 'netvakt_verdicts_total',
    type: 'counter',
    unit: 'requests',
    labels: ['protocol', 'verdict'],
    help: 'Verdicts: forward, block, or refuse because the request could not be judged safely.',
    note: 'Over all markets together: it moves at once, and in a small market the time of one block could be joined with what others record of their subscribers. What was blocked by market is in `netvakt_market_blocked_requests_total`. The sum over `verdict` can stand above `netvakt_requests_inspected_total`: a request that cannot be read is refused without having been judged.',
    read: (sources, emit) => {
      byProtocol(['forwarded'], sources, emit, 'forward');
      byProtocol(['blocked', 'blockedApart'], sources, emit, 'block');
      byProtocol(['refused'], sources, emit, 'refuse');
    },
  },
  {
    name: 'netvakt_block_answers_total',
    type: 'counter',
    unit: 'answers',
    labels: ['answer'],
    help: 'Answers to blocked clients.',
    read: ({ totals }, emit) => {
      for (const [i, answer] of totals.shape.answers.entries()) emit(totals.sum('answered', [i]), answer);
    },
  },
  {
    name: 'netvakt_decision_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    help: `Time to judge a request or handshake against the rules, measured for 1 of ${DECISION_SAMPLE}.`,
    note: 'Wall time in the matcher, without the network: a pause of the machine shows as a slow decision.',
    bounds: DECISION_BUCKETS,
    readHistogram: ({ totals }) => ({
      counts: Array.from({ length: DECISION_BUCKETS.length + 1 }, (_, i) => totals.sum('decided', [i])),
      sum: totals.sum('decidedSeconds', []),
    }),
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
    help: 'Traffic that passed although the filter could not see everything that a rule may need.',
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
    name: 'netvakt_tls_ech_offered_total',
    type: 'counter',
    unit: 'handshakes',
    labels: ['market'],
    help: 'ClientHellos that carry the extension of Encrypted ClientHello, blocked ones included.',
    note: 'Browsers send it in nearly every hello, mostly empty (GREASE, RFC 9849 §6.2), which cannot be distinguished. Hidden names are counted in `netvakt_uninspectable_total{reason="ech"}`: hellos to a name of `ech_public_names`.',
    read: ({ totals }, emit) => {
      for (const [market, marketName] of totals.shape.markets.entries())
        emit(totals.sum('echOffered', [market]), marketName);
    },
  },
  {
    name: 'netvakt_upstream_failures_total',
    type: 'counter',
    unit: 'requests',
    labels: ['reason'],
    help: 'Requests to forward whose origin could not be reached, or closed the connection early.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.upstreamFailures.entries())
        emit(totals.sum('upstreamFailed', [i]), reason);
    },
  },
  {
    name: 'netvakt_resolver_stale_answers_total',
    type: 'counter',
    unit: 'questions',
    labels: [],
    help: 'DNS queries that no name server answered in time, so that expired addresses stayed in use.',
    note: 'For an hour at most, then the name fails as `resolver-failed` (RFC 8767). Explicit mode only: a transparent filter resolves no names.',
    read: ({ totals }, emit) => emit(totals.sum('namesOutlived', [])),
  },
];
