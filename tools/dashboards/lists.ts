import type { DashboardContent } from './dashboard.ts';
import { dayBars } from './days.ts';
import { breakdown, figure, graph } from './panels.ts';
import { matrix, table } from './tables.ts';

const OF = '{job="$job", list=~"$list"}';

export const LISTS_DASHBOARD: DashboardContent = {
  uid: 'netvakt-lists',
  title: 'Netvakt / Lists',
  description: 'What is in force, how fresh it is, and what became of deliveries. No panel names an entry.',
  from: 'now-7d',
  choices: { list: 'netvakt_list_info' },
  rows: [
    {
      title: 'In force',
      panels: [
        figure({
          title: 'Rules in force',
          about: 'Those that several lists share counted once.',
          lines: [{ expr: 'max(netvakt_snapshot_rules{job="$job"})', name: '' }],
          unit: 'short',
        }),
        figure({
          title: 'Oldest list',
          about: 'Time since the list that has waited longest last took effect. Amber after a day, red after two.',
          lines: [{ expr: `max(time() - (netvakt_list_last_success_timestamp_seconds${OF} > 0))`, name: '' }],
          unit: 's',
          bounds: [86_400, 172_800],
        }),
        figure({
          title: 'Next expiry',
          about: 'Empty if no list has an expiry.',
          lines: [{ expr: `min((netvakt_list_expiry_timestamp_seconds${OF} > 0) - time())`, name: '' }],
          unit: 's',
          bounds: [86_400, 0],
        }),
        figure({
          title: 'Versions of one list, at most',
          about: 'Above 1, nodes enforce different versions.',
          lines: [{ expr: `max(count by (list) (count by (list, version) (netvakt_list_info${OF})))`, name: '' }],
          unit: 'short',
          bounds: [2, 3],
        }),
        figure({
          title: 'Updates that failed, a day',
          about: 'Of all nodes. One failure that the next update repairs is no alert.',
          lines: [{ expr: `sum(increase(netvakt_list_update_failures_total${OF}[1d]))`, name: '' }],
          unit: 'short',
          bounds: [1, 10],
        }),
        figure({
          title: 'Time to compile',
          about: 'Of the lists that are in force, on the slowest node.',
          lines: [{ expr: 'max(netvakt_snapshot_compile_seconds{job="$job"})', name: '' }],
          unit: 's',
        }),
      ],
    },
    {
      title: 'Freshness and size',
      panels: [
        graph({
          title: 'Age, by list',
          about:
            'Time since the list last took effect, on the node that is furthest behind. The dashed line is two days.',
          lines: [
            {
              expr: `max by (list) (time() - (netvakt_list_last_success_timestamp_seconds${OF} > 0))`,
              name: '{{list}}',
            },
          ],
          unit: 's',
          reference: 172_800,
        }),
        graph({
          title: 'Rules, by list',
          about: 'On the node that has most. A step down is a list that shrank.',
          lines: [{ expr: `list:netvakt_list_entries:max${OF}`, name: '{{list}}' }],
          unit: 'short',
        }),
        graph({
          title: 'What must be seen to apply the rules',
          about: 'host: works inside TLS, too. url: works in clear only. none: quarantined.',
          lines: [
            { expr: `sum by (layer) (max by (list, layer) (netvakt_list_enforceable_rules${OF}))`, name: '{{layer}}' },
          ],
          unit: 'short',
          as: 'stack',
        }),
        graph({
          title: 'Rules, by kind',
          about: 'What the lists ask for: hosts, hosts and all below them, pages, directories, addresses.',
          lines: [{ expr: `sum by (kind) (max by (list, kind) (netvakt_list_entries${OF}))`, name: '{{kind}}' }],
          unit: 'short',
          as: 'stack',
        }),
      ],
    },
    {
      title: 'Versions',
      panels: [
        table({
          title: 'Version of each list, by node',
          about:
            'A row a list, a column a node. Versions that differ within a row for more than half an hour: a node is behind. An empty cell: the node does not have the list. A version names no entry.',
          columns: [{ expr: `max by (instance, list, version) (netvakt_list_info${OF})`, name: '' }],
          transformations: matrix('list', 'instance', 'version'),
          unit: 'string',
          width: 24,
        }),
      ],
    },
    {
      title: 'Deliveries',
      panels: [
        graph({
          title: 'Updates and failures an hour',
          about: 'begun: fetches of a source, also those that found nothing new. failed: refused or not reached.',
          lines: [
            { expr: `sum(increase(netvakt_list_updates_total${OF}[1h]))`, name: 'begun' },
            { expr: `sum(increase(netvakt_list_update_failures_total${OF}[1h]))`, name: 'failed' },
          ],
          unit: 'short',
        }),
        graph({
          title: 'Why updates failed, an hour',
          about: 'By reason; the runbook of NetvaktListUpdateFailing explains each one.',
          lines: breakdown('increase(netvakt_list_refusals_total{job="$job"}[1h])', 'reason'),
          unit: 'short',
        }),
        graph({
          title: 'Lines that became no rule, by reason',
          about: 'Of the version in force. Which lines they are is in the report of the delivery, never here.',
          lines: breakdown('max by (reason) (netvakt_list_rejected_lines{job="$job"})', 'reason'),
          unit: 'short',
        }),
        graph({
          title: 'Rules in quarantine, by reason',
          about:
            'Rules that are not in force because they would block too much, or nothing. `netvakt list status` lists the reasons.',
          lines: breakdown('max by (reason) (netvakt_list_quarantined_rules{job="$job"})', 'reason'),
          unit: 'short',
        }),
      ],
    },
    {
      title: 'Held, and in shadow',
      panels: [
        figure({
          title: 'Deliveries that wait for release',
          about: 'On any node, when lists were last loaded there.',
          lines: [{ expr: `sum(max by (list) (netvakt_list_waiting${OF}))`, name: '' }],
          unit: 'short',
          width: 12,
          bounds: [1, 3],
        }),
        figure({
          title: 'Lists in shadow',
          about: 'They block nothing, and count what they would block.',
          lines: [{ expr: `sum(max by (list) (netvakt_list_in_shadow${OF}))`, name: '' }],
          unit: 'short',
          width: 12,
        }),
        graph({
          title: 'What shadows would have blocked, an hour, by list',
          about:
            'Of lists and of deliveries in shadow. What is blocked anyway is in it; what an allow rule lets through is not.',
          lines: breakdown(`increase(netvakt_shadow_requests_total${OF}[1h])`, 'list'),
          unit: 'short',
        }),
        graph({
          title: 'Deliveries that were held, a day, by reason',
          about: 'in-shadow ends automatically and waits for nobody.',
          lines: breakdown('increase(netvakt_list_holds_total{job="$job"}[1d])', 'reason'),
          unit: 'short',
        }),
      ],
    },
    {
      title: 'What each list did',
      panels: [
        dayBars({
          title: 'Blocked attempts a day, by list',
          about:
            'Once for each list that holds the item: the lists together are more than the market. Advances once an hour.',
          series: 'netvakt_day_blocked_attempts{job="$job", list=~"$list"}',
          by: 'list',
          unit: 'short',
          width: 24,
        }),
      ],
    },
  ],
};
