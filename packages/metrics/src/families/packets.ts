import { VERDICT_BUCKETS } from '../counters/layout.ts';
import type { Definition } from './definition.ts';

/** Flows of which only the first packets come to the filter: `mode: packet`. */
export const PACKET_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_packet_flows_total',
    type: 'counter',
    unit: 'flows',
    labels: ['outcome'],
    help: 'Flows that were decided in mode packet, by outcome.',
    note: '`unfiltered`: passed because too many flows were pending. `midstream`: began before the rules. `ambiguous`: sent one byte of its stream with two values.',
    read: ({ totals }, emit) => {
      for (const [i, outcome] of totals.shape.packetOutcomes.entries()) emit(totals.sum('packetFlows', [i]), outcome);
    },
  },
  {
    name: 'netvakt_packets_dropped_total',
    type: 'counter',
    unit: 'packets',
    labels: ['reason'],
    help: 'Packets of pending flows that were dropped or changed, although the flow may go on.',
    note: 'A few `known` and `repeated` are normal: retransmissions that arrived before the verdict took effect.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.packetDrops.entries()) emit(totals.sum('packetDrops', [i]), reason);
    },
  },
  {
    name: 'netvakt_packets_queued_total',
    type: 'counter',
    unit: 'packets',
    labels: [],
    help: 'Packets that the filter received from a netfilter queue.',
    note: 'The kernel passed or dropped the others: the difference to `netvakt_rules_packets_total` with `taken` and `quic`.',
    read: ({ totals }, emit) => emit(totals.sum('packetsCame', [])),
  },
  {
    name: 'netvakt_packets_held',
    type: 'gauge',
    unit: 'packets',
    labels: [],
    help: 'Packets that are held in the queue until the rest of their hello arrives.',
    note: 'Each takes a place in the queue. For waiting flows, see `netvakt_connections_active{mode="packet"}`.',
    read: ({ totals }, emit) => emit(totals.sum('packetsHeld', [])),
  },
  {
    name: 'netvakt_packet_verdict_seconds',
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    help: 'Time from the first packet of a flow that the filter received to its verdict.',
    note: 'A hello in one packet takes tens of microseconds; one in several packets waits for the client. Does not include the time in the queue.',
    bounds: VERDICT_BUCKETS,
    readHistogram: ({ totals }) => ({
      counts: Array.from({ length: VERDICT_BUCKETS.length + 1 }, (_, i) => totals.sum('packetVerdicts', [i])),
      sum: totals.sum('packetVerdictSeconds', []),
    }),
  },
  {
    name: 'netvakt_packet_queue_unserved_seconds_total',
    type: 'counter',
    unit: 'seconds',
    labels: ['reason'],
    help: 'Time in which netfilter queues were not served, so that packets passed or were dropped, by the overload policy.',
    note: '`dead`: no thread served the queue. `hung`: its thread, or the whole process, was stopped. `behind`: the queue was full or nearly full. Resolution: half a second. The times of several queues are added. A process that is gone counts nothing: see NetvaktDown and NetvaktRulesCanaryFailing.',
    read: ({ status }, emit) => {
      for (const [reason, seconds] of Object.entries(status().queues.unserved)) emit(seconds, reason);
    },
  },
  {
    name: 'netvakt_packet_queue_waiting',
    type: 'gauge',
    unit: 'packets',
    labels: [],
    help: 'Packets that wait for a verdict in the queues of this process, including held ones.',
    note: 'No series unless the process may read /proc/net/netfilter/nfnetlink_queue, which is root’s; else of the last look of netvakt-rules.timer.',
    read: ({ status }, emit) => {
      const { kernel } = status().queues;
      if (kernel !== undefined) emit(kernel.waiting);
    },
  },
  {
    name: 'netvakt_packet_queue_drops_total',
    type: 'counter',
    unit: 'packets',
    labels: ['reason'],
    help: 'Packets that the kernel dropped at the queues of this process since they were bound.',
    note: '`full`: the queue was full (`overload: closed`). `unsent`: the socket buffer was full. With `overload: open` packets pass instead, and the kernel does not count them. Read as `netvakt_packet_queue_waiting` is.',
    read: ({ status }, emit) => {
      const { kernel } = status().queues;
      if (kernel === undefined) return;
      emit(kernel.full, 'full');
      emit(kernel.unsent, 'unsent');
    },
  },
  {
    name: 'netvakt_conntrack_entries',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Connections that the kernel tracks in this network namespace, of the filter and others.',
    note: 'Rules of packets and REDIRECT need them; at `netvakt_conntrack_limit` new connections of everybody are dropped.',
    read: ({ status }, emit) => emit(status().conntrack.entries),
  },
  {
    name: 'netvakt_conntrack_limit',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Limit of tracked connections: net.netfilter.nf_conntrack_max. 0 if the kernel tracks none.',
    read: ({ status }, emit) => emit(status().conntrack.limit),
  },
  {
    name: 'netvakt_conntrack_drops_total',
    type: 'counter',
    unit: 'packets',
    labels: [],
    help: 'Packets that the kernel dropped because it could not track their connection, usually because its table was full.',
    note: 'Of this network namespace, since the machine was started; see /proc/net/stat/nf_conntrack, column drop.',
    read: ({ status }, emit) => emit(status().conntrack.drops),
  },
  {
    name: 'netvakt_quic_unread_total',
    type: 'counter',
    unit: 'connections',
    labels: ['reason'],
    help: 'QUIC connections whose ClientHello was not read, and datagrams of no known connection, by reason.',
    note: 'Dropped, so that browsers turn to TCP; only `not-authentic` passes: a server reads it if it knows the connection already.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.quicReasons.entries()) emit(totals.sum('quicUnread', [i]), reason);
    },
  },
];
