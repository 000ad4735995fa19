import type { DashboardContent } from './dashboard.ts';
import { PACKETS } from './packets.ts';
import { breakdown, figure, graph } from './panels.ts';

const OF = '{job="$job", instance=~"$instance"}';

const quantile = (q: number, name: string): { expr: string; name: string } => ({
  expr: `histogram_quantile(${q}, sum by (le) (rate(netvakt_decision_duration_seconds_bucket${OF}[5m])))`,
  name,
});

export const DATA_PLANE_DASHBOARD: DashboardContent = {
  uid: 'netvakt-data-plane',
  title: 'Netvakt / Data plane',
  description: 'Connections, verdicts, latency and the limits of each node.',
  from: 'now-6h',
  choices: { instance: 'netvakt_build_info' },
  rows: [
    {
      title: 'Now',
      panels: [
        figure({
          title: 'Ready',
          about: 'Yes if every chosen node filters: it has lists, workers, and is not draining.',
          lines: [{ expr: `min(netvakt_ready${OF})`, name: '' }],
          unit: 'bool_yes_no',
          bounds: [1, 0.5],
        }),
        figure({
          title: 'Workers missing',
          about: 'Workers that are wanted and do not listen. A dead one is replaced within seconds.',
          lines: [{ expr: `sum(netvakt_workers_wanted${OF}) - sum(netvakt_workers${OF})`, name: '' }],
          unit: 'short',
          bounds: [1, 2],
        }),
        figure({
          title: 'Worker restarts, a day',
          about: 'Each one lost the connections of that worker. One is a defect worth a report.',
          lines: [{ expr: `sum(increase(netvakt_worker_restarts_total${OF}[1d]))`, name: '' }],
          unit: 'short',
          bounds: [1, 5],
        }),
        figure({
          title: 'Connections, of the limit',
          about: 'The fullest node. At the limit, `overload` decides what becomes of new connections.',
          lines: [
            {
              expr: `max(sum without (mode) (netvakt_connections_active${OF}) / netvakt_connections_limit${OF})`,
              name: '',
            },
          ],
          unit: 'percentunit',
          bounds: [0.6, 0.8],
        }),
        figure({
          title: 'Descriptors free',
          about: 'The node with least. At none new connections are not accepted.',
          lines: [{ expr: `min(netvakt_descriptors_free_ratio${OF})`, name: '' }],
          unit: 'percentunit',
          bounds: [0.4, 0.2],
        }),
        figure({
          title: 'Busiest node',
          about: 'Share of time at work, mean over its workers.',
          lines: [{ expr: `max(avg without (worker) (netvakt_worker_event_loop_busy_ratio${OF}))`, name: '' }],
          unit: 'percentunit',
          bounds: [0.7, 0.85],
        }),
      ],
    },
    {
      title: 'Verdicts',
      panels: [
        graph({
          title: 'Verdicts, the whole job',
          about: 'What became of requests and hellos: forward, block, refuse. Over all nodes, whichever are chosen.',
          lines: [{ expr: 'job_verdict:netvakt_verdicts:rate5m{job="$job"}', name: '{{verdict}}' }],
          unit: 'reqps',
          as: 'stack',
        }),
        graph({
          title: 'Inspected, by protocol',
          about:
            'Of the chosen nodes, and of the whole job for comparison. A tunnel counts as connect, and again as tls.',
          lines: [
            { expr: `sum by (protocol) (rate(netvakt_requests_inspected_total${OF}[5m]))`, name: '{{protocol}}' },
            { expr: 'job:netvakt_requests_inspected:rate5m{job="$job"}', name: 'the whole job' },
          ],
          unit: 'reqps',
        }),
        graph({
          title: 'Refused, by reason',
          about: 'Requests that could not be judged safely.',
          lines: breakdown(`rate(netvakt_refusals_total${OF}[5m])`, 'reason'),
          unit: 'reqps',
        }),
        graph({
          title: 'What blocked clients were given',
          about: 'page: a block page. alert, reset: the end of a TLS handshake. refused: the answer to CONNECT.',
          lines: [{ expr: `sum by (answer) (rate(netvakt_block_answers_total${OF}[5m]))`, name: '{{answer}}' }],
          unit: 'reqps',
          as: 'stack',
        }),
      ],
    },
    {
      title: 'Latency',
      panels: [
        graph({
          title: 'Time to judge a request',
          about: 'In the matcher; one request in 64 is measured. Not the time of the network.',
          lines: [quantile(0.5, 'median'), quantile(0.99, '99th percentile'), quantile(0.999, '99.9th percentile')],
          unit: 's',
        }),
        graph({
          title: 'Event loop, the longest delay of each worker in 10 s',
          about: 'How long the busiest moment kept everybody else waiting. The dashed line is the bound of the alert.',
          lines: [{ expr: `netvakt_worker_event_loop_lag_seconds${OF}`, name: '{{instance}} {{worker}}' }],
          unit: 's',
          reference: 0.1,
        }),
        graph({
          title: 'Workers at work',
          about: 'Share of its time that each worker is busy. Near 1 there is no room for a peak.',
          lines: [{ expr: `netvakt_worker_event_loop_busy_ratio${OF}`, name: '{{instance}} {{worker}}' }],
          unit: 'percentunit',
          max: 1,
        }),
        graph({
          title: 'Origins that could not be reached, by reason',
          about:
            'Of requests that were to be forwarded. Expired addresses are served while name servers are silent (RFC 8767).',
          lines: [
            ...breakdown(`rate(netvakt_upstream_failures_total${OF}[5m])`, 'reason'),
            {
              expr: `sum(rate(netvakt_resolver_stale_answers_total${OF}[5m])) > 0`,
              name: 'served from expired addresses',
            },
          ],
          unit: 'reqps',
        }),
      ],
    },
    {
      title: 'Interception',
      panels: [
        graph({
          title: 'Rules in force',
          about:
            '1 for each family that the configuration wants led here and whose rules are in force. 0: it passes unfiltered.',
          lines: [
            {
              expr: `netvakt_rules_in_force${OF} and netvakt_rules_wanted${OF} == 1`,
              name: '{{instance}} {{family}}',
            },
          ],
          unit: 'bool_yes_no',
          max: 1,
        }),
        graph({
          title: 'Intercepted connections a second, by family',
          about: 'accepted: by the filter. led: packets that open a connection, as the rules count them, each minute.',
          lines: [
            {
              expr: `sum by (family) (instance_family:netvakt_intercepted_connections:rate10m${OF})`,
              name: 'accepted {{family}}',
            },
            {
              expr: `sum by (family) (rate(netvakt_rules_packets_total{job="$job", instance=~"$instance", action="opened"}[10m]))`,
              name: 'led {{family}}',
            },
          ],
          unit: 'cps',
        }),
        graph({
          title: 'Canary through the rules',
          about:
            'Requested as by a subscriber. blocked: must be blocked by the filter. free: must come from its origin.',
          lines: [
            {
              expr: `netvakt_rules_canary_success${OF} and netvakt_rules_canary_attempts_total${OF} > 0`,
              name: '{{instance}} {{family}} {{request}}',
            },
          ],
          unit: 'bool_yes_no',
          max: 1,
        }),
        graph({
          title: 'Rules lost and put back, an hour',
          about:
            'By the check of netvakt-rules.service. Somebody flushes the rules, for example a firewall that restarts.',
          lines: [
            ...breakdown(`increase(netvakt_rules_restored_total${OF}[1h])`, 'part'),
            { expr: `increase(netvakt_rules_restore_failures_total${OF}[1h]) > 0`, name: '{{instance}} not put back' },
          ],
          unit: 'short',
        }),
        graph({
          title: 'Bytes that pass the rules, by action',
          about:
            'bypassed: to destinations that always pass. quic: refused or dropped, so that browsers turn to TCP, or inspected.',
          lines: [
            {
              expr: `sum by (action, family) (rate(netvakt_rules_bytes_total${OF}[10m]))`,
              name: '{{action}} {{family}}',
            },
          ],
          unit: 'Bps',
        }),
      ],
    },
    PACKETS,
    {
      title: 'Connections and machine',
      panels: [
        graph({
          title: 'Connections open, by mode',
          about: 'Connections of clients now, and how many the chosen nodes may have.',
          lines: [
            { expr: `sum by (mode) (netvakt_connections_active${OF})`, name: '{{mode}}' },
            { expr: `sum(netvakt_connections_limit${OF})`, name: 'limit' },
          ],
          unit: 'short',
        }),
        graph({
          title: 'Connections a second, and those turned away',
          about: 'New connections of clients by mode; away: closed at once, by reason.',
          lines: [
            { expr: `sum by (mode) (rate(netvakt_connections_total${OF}[5m]))`, name: '{{mode}}' },
            {
              expr: `sum by (reason) (rate(netvakt_connections_rejected_total${OF}[5m])) > 0`,
              name: 'away: {{reason}}',
            },
            { expr: `sum(rate(netvakt_connections_rejected_total${OF}[5m]))`, name: 'away: all' },
          ],
          unit: 'cps',
        }),
        graph({
          title: 'Time without room, of each minute, by policy',
          about: 'Every worker was full. open: intercepted connections passed unseen. closed: they were turned away.',
          lines: [
            {
              expr: `max by (instance, policy) (60 * rate(netvakt_overload_seconds_total${OF}[5m]))`,
              name: '{{instance}} {{policy}}',
            },
          ],
          unit: 's',
          max: 60,
        }),
        graph({
          title: 'Bytes',
          about: 'In both directions, by node. What passes inside the kernel is not in it.',
          lines: [{ expr: `instance:netvakt_bytes:rate5m${OF}`, name: '{{instance}}' }],
          unit: 'Bps',
          as: 'stack',
        }),
        graph({
          title: 'Memory',
          about: 'resident: all of the process. snapshot: the compiled lists, which all workers share.',
          lines: [
            { expr: `process_resident_memory_bytes${OF}`, name: '{{instance}} resident' },
            { expr: `netvakt_snapshot_bytes${OF}`, name: '{{instance}} snapshot' },
          ],
          unit: 'bytes',
        }),
        graph({
          title: 'First bytes that wait',
          about:
            'Heads and ClientHellos that are not whole, requests before their turn. Clients that send slowly on purpose show here first.',
          lines: [{ expr: `netvakt_first_byte_buffer_bytes${OF}`, name: '{{instance}}' }],
          unit: 'bytes',
        }),
        graph({
          title: 'Processor, in cores',
          about: 'Of the whole process: workers, main thread, and the compilation of lists.',
          lines: [{ expr: `rate(process_cpu_seconds_total${OF}[5m])`, name: '{{instance}}' }],
          unit: 'short',
        }),
        graph({
          title: 'Main thread, 99th percentile of delay',
          about: 'It carries no traffic: lists, health and this page.',
          lines: [{ expr: `nodejs_eventloop_lag_p99_seconds${OF}`, name: '{{instance}}' }],
          unit: 's',
        }),
      ],
    },
  ],
};
