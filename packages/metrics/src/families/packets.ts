import type { Definition } from './definition.ts';

/** Flows of which only the first packets come to the filter: `mode: packet`. */
export const PACKET_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_packet_flows_total',
    type: 'counter',
    unit: 'flows',
    labels: ['outcome'],
    help: 'Flows of packets that were decided, by what became of them.',
    note: '`unfiltered` passed because there were too many pending flows; `midstream` began before the rules did; `ambiguous` sent one byte in two ways.',
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
    note: 'A few `known` and `repeated` are retransmissions that came while a verdict was on its way.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.packetDrops.entries()) emit(totals.sum('packetDrops', [i]), reason);
    },
  },
  {
    name: 'netvakt_conntrack_entries',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Connections that the kernel tracks in this network namespace, those of the filter or not.',
    note: 'Rules of packets and REDIRECT need them; at `netvakt_conntrack_limit` new connections of everybody are dropped.',
    read: ({ status }, emit) => emit(status().conntrack.entries),
  },
  {
    name: 'netvakt_conntrack_limit',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Connections that the kernel may track: net.netfilter.nf_conntrack_max. 0 if it tracks none.',
    read: ({ status }, emit) => emit(status().conntrack.limit),
  },
  {
    name: 'netvakt_quic_unread_total',
    type: 'counter',
    unit: 'connections',
    labels: ['reason'],
    help: 'Connections of QUIC that were not read to their ClientHello, by reason; and datagrams of none that is known.',
    note: 'Dropped, so that browsers turn to TCP; only `not-authentic` passes: a server reads it if it knows the connection already.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.quicReasons.entries()) emit(totals.sum('quicUnread', [i]), reason);
    },
  },
];
