import type { DashboardContent } from './dashboard.ts';
import { graph } from './panels.ts';

const OF = '{job="$job", instance=~"$instance"}';

/** The row of flows whose first packets alone come to the filter. */
export const PACKETS: DashboardContent['rows'][number] = {
  title: 'Packets',
  panels: [
    graph({
      title: 'Flows of packets a second, by outcome',
      about: 'Mode packet: flows whose first packets were judged.',
      lines: [{ expr: `sum by (outcome) (rate(netvakt_packet_flows_total${OF}[5m]))`, name: '{{outcome}}' }],
      unit: 'ops',
    }),
    graph({
      title: 'Packets dropped or changed a second, by reason',
      about: 'Of pending flows, which may go on all the same.',
      lines: [{ expr: `sum by (reason) (rate(netvakt_packets_dropped_total${OF}[5m]))`, name: '{{reason}}' }],
      unit: 'ops',
    }),
    graph({
      title: 'QUIC that was not read a second, by reason',
      about: 'Dropped, so that browsers turn to TCP; only not-authentic passes.',
      lines: [{ expr: `sum by (reason) (rate(netvakt_quic_unread_total${OF}[5m]))`, name: '{{reason}}' }],
      unit: 'ops',
    }),
    graph({
      title: 'Tracked connections, of what the kernel may track',
      about: 'At 100 % the kernel drops what begins.',
      lines: [{ expr: `netvakt_conntrack_entries${OF} / (netvakt_conntrack_limit${OF} > 0)`, name: '{{instance}}' }],
      unit: 'percentunit',
    }),
  ],
};
