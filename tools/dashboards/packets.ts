import type { DashboardContent } from './dashboard.ts';
import { breakdown, figure, graph } from './panels.ts';

const OF = '{job="$job", instance=~"$instance"}';

const quantile = (q: number, name: string): { expr: string; name: string } => ({
  expr: `histogram_quantile(${q}, sum by (le) (rate(netvakt_packet_verdict_seconds_bucket${OF}[5m])))`,
  name,
});

/** The row of flows whose first packets alone come to the filter. */
export const PACKETS: DashboardContent['rows'][number] = {
  title: 'Packets',
  panels: [
    figure({
      title: 'Seconds not served, a day',
      about:
        'Mode packet: a queue was dead, hung or behind. Flows passed unfiltered then, or were dropped: `overload`.',
      lines: [{ expr: `sum(increase(netvakt_packet_queue_unserved_seconds_total${OF}[1d]))`, name: '' }],
      unit: 's',
      width: 6,
      bounds: [1, 10],
    }),
    figure({
      title: 'Packets dropped at queues, a day',
      about: 'By the kernel, because a queue or its socket was full. None with `overload: open`: they pass.',
      lines: [{ expr: `sum(increase(netvakt_packet_queue_drops_total${OF}[1d]))`, name: '' }],
      unit: 'short',
      width: 6,
      bounds: [1, 100],
    }),
    figure({
      title: 'Packets held',
      about: 'They wait for the rest of their hellos. A thread holds 512 at most.',
      lines: [{ expr: `sum(netvakt_packets_held${OF})`, name: '' }],
      unit: 'short',
      width: 6,
      bounds: [128, 256],
    }),
    figure({
      title: 'Tracked connections, of the limit',
      about: 'The fullest node. At the limit the kernel drops new connections of everybody.',
      lines: [{ expr: `max(netvakt_conntrack_entries${OF} / (netvakt_conntrack_limit${OF} > 0))`, name: '' }],
      unit: 'percentunit',
      width: 6,
      bounds: [0.6, 0.8],
    }),
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
      title: 'Time to a verdict on a flow',
      about: 'From its first packet that came here. What comes in several packets waits for its client.',
      lines: [quantile(0.5, 'half of them'), quantile(0.99, '99 in 100')],
      unit: 's',
    }),
    graph({
      title: 'Queues: not served, by reason',
      about: 'The share of time in which a queue was dead, hung or behind.',
      lines: breakdown(`rate(netvakt_packet_queue_unserved_seconds_total${OF}[5m])`, 'reason'),
      unit: 'percentunit',
    }),
    graph({
      title: 'Queues: packets a second',
      about: 'What came to the filter; the rest of a flow stays in the kernel. And what the kernel dropped.',
      lines: [
        { expr: `sum(rate(netvakt_packets_queued_total${OF}[5m]))`, name: 'came' },
        { expr: `sum by (reason) (rate(netvakt_packet_queue_drops_total${OF}[5m]))`, name: 'dropped: {{reason}}' },
      ],
      unit: 'pps',
    }),
    graph({
      title: 'Tracked connections, of what the kernel may track',
      about: 'At 100 % the kernel drops what begins.',
      lines: [{ expr: `netvakt_conntrack_entries${OF} / (netvakt_conntrack_limit${OF} > 0)`, name: '{{instance}}' }],
      unit: 'percentunit',
    }),
    graph({
      title: 'Packets that could not be tracked, a second',
      about: 'Dropped by the kernel, filtered or not, nearly always because its table was full.',
      lines: [{ expr: `rate(netvakt_conntrack_drops_total${OF}[5m])`, name: '{{instance}}' }],
      unit: 'pps',
    }),
  ],
};
