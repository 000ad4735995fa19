import type { ProbeRecord } from '../state/probes.ts';
import type { Definition, Emit, Sources } from './definition.ts';

function each(read: (record: ProbeRecord) => number): (sources: Sources, emit: Emit) => void {
  return ({ probes }, emit) => {
    for (const record of probes.records) emit(read(record), record.market, record.protocol);
  };
}

/** The built-in prober: a request for a synthetic canary through the real data path, which must be blocked. */
export const PROBE_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_probe_success',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['market', 'protocol'],
    help: 'Whether the last request for the canary was blocked.',
    note: 'Also 0 before the first probe; compare `netvakt_probe_attempts_total`.',
    read: each(({ blocked }) => (blocked === true ? 1 : 0)),
  },
  {
    name: 'netvakt_probe_attempts_total',
    type: 'counter',
    unit: 'probes',
    labels: ['market', 'protocol'],
    help: 'Requests for the canary that were sent.',
    read: each(({ attempts }) => attempts),
  },
  {
    name: 'netvakt_probe_failures_total',
    type: 'counter',
    unit: 'probes',
    labels: ['market', 'protocol'],
    help: 'Requests for the canary that were not blocked or not answered.',
    read: each(({ failures }) => failures),
  },
  {
    name: 'netvakt_probe_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: ['market', 'protocol'],
    help: 'When a request for the canary was last blocked.',
    read: each(({ lastSuccess }) => lastSuccess),
  },
  {
    name: 'netvakt_probe_requests_total',
    type: 'counter',
    unit: 'requests',
    labels: ['market', 'protocol'],
    help: 'Requests for the canary that the data plane blocked. No other metric includes them.',
    read: ({ totals }, emit) => {
      for (const [market, marketName] of totals.shape.markets.entries()) {
        for (const [protocol, protocolName] of totals.shape.protocols.entries()) {
          emit(totals.sum('probed', [market, protocol]), marketName, protocolName);
        }
      }
    },
  },
  {
    name: 'netvakt_apart_blocked_requests_total',
    type: 'counter',
    unit: 'requests',
    labels: ['market', 'protocol'],
    help: 'Blocked requests that only lists with `statistics: apart` cover, such as those of a self-test.',
    note: 'Also counted in `netvakt_verdicts_total` and `netvakt_block_answers_total`, but not as attempts, pages or requests by market or list.',
    read: ({ totals }, emit) => {
      for (const [market, marketName] of totals.shape.markets.entries()) {
        for (const [protocol, protocolName] of totals.shape.protocols.entries()) {
          emit(totals.sum('blockedApart', [market, protocol]), marketName, protocolName);
        }
      }
    },
  },
];
