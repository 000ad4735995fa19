import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardContent } from './dashboard.ts';
import { dayQuery } from './days.ts';
import { figure, named } from './panels.ts';
import { joined, monthQuery, monthTable, table } from './tables.ts';

const OF = '{job="$job", market=~"$market"}';
const JOB = '{job="$job"}';
const PER = 100_000;
const SUBSCRIPTIONS = `max by (market) (netvakt_market_subscriptions${OF} > 0)`;

/** What was blocked, for 100,000 subscriptions. */
const rateTable = (what: string, series: string): Builder<Panel> =>
  monthTable({
    title: `${what} for 100,000 subscriptions`,
    about: 'By the subscriptions of now: `markets[].subscriptions.filtered`. A market without it has no row.',
    expr: `${PER} * ${monthQuery(`${series}${OF}`)} / on (market) group_left () ${SUBSCRIPTIONS}`,
  });

const LISTS = [
  { name: 'Rules', expr: `list:netvakt_list_entries:max${JOB}` },
  { name: 'Age', expr: `max by (list) (time() - (netvakt_list_last_success_timestamp_seconds${JOB} > 0))` },
  { name: 'Updates', expr: `sum by (list) (increase(netvakt_list_updates_total${JOB}[$__range]))` },
  { name: 'Failed', expr: `sum by (list) (increase(netvakt_list_update_failures_total${JOB}[$__range]))` },
];

/** What was blocked in the chosen time, over the chosen markets. */
const sumOf = (series: string): string => `sum(${dayQuery(`${series}${OF}`, 'market', 'all', '$__range')})`;

/** For who writes a report: choose its quarter at the top. */
export const REPORT_DASHBOARD: DashboardContent = {
  uid: 'netvakt-report',
  title: 'Netvakt / Report',
  description:
    'What a report needs, by month. Choose the quarter or year at the top. Figures of one operator, for that operator: small ones can point at people, and `netvakt totals publish` prints what may leave the house.',
  from: 'now-3M/M',
  choices: { market: 'netvakt_requests_inspected_total' },
  rows: [
    {
      title: 'In the chosen time',
      panels: [
        figure({
          title: 'Blocked pages',
          about: 'Navigations in clear, over the chosen markets. A lower bound of what people navigated to.',
          lines: [{ expr: sumOf('netvakt_market_day_blocked_pages'), name: '' }],
          unit: 'short',
        }),
        figure({
          title: 'Blocked attempts',
          about:
            'What people tried, repeats within the window counted once. An upper bound. Attempts are not people, and more of them are not more abuse.',
          lines: [{ expr: sumOf('netvakt_market_day_blocked_attempts'), name: '' }],
          unit: 'short',
        }),
        named({
          title: 'Blocked handshakes ended by',
          about:
            'Two names: attempts before and after the change must not be compared, here or with others. Use `alert`: after a reset browsers load a page again, and each time is an attempt.',
          lines: [
            {
              expr: `max by (ending) (max_over_time(netvakt_tls_block_ending${JOB}[$__range])) == 1`,
              name: '{{ending}}',
            },
          ],
        }),
        figure({
          title: 'Time with a node in routing',
          about:
            'The rest passed unfiltered, by the policy to fail open. Time in which nothing answered is part of it.',
          lines: [{ expr: `avg_over_time(job:netvakt_routed:bool${JOB}[$__range])`, name: '' }],
          unit: 'percentunit',
          bounds: [0.999, 0.99],
        }),
        figure({
          title: 'Not inspectable',
          about:
            'The share of traffic that passed although the filter could not see all of it. Most of it is innocent.',
          lines: [
            {
              expr: `sum(increase(netvakt_uninspectable_total${OF}[$__range])) / sum(increase(netvakt_requests_inspected_total${OF}[$__range]))`,
              name: '',
            },
          ],
          unit: 'percentunit',
        }),
        figure({
          title: 'Canaries blocked',
          about: 'Of all requests that the filter sent itself through its own data path, and that had to be blocked.',
          lines: [
            {
              expr: `1 - sum(increase(netvakt_probe_failures_total${OF}[$__range])) / sum(increase(netvakt_probe_attempts_total${OF}[$__range]))`,
              name: '',
            },
          ],
          unit: 'percentunit',
          bounds: [0.9999, 0.99],
        }),
      ],
    },
    {
      title: 'By month',
      panels: [
        monthTable({
          title: 'Blocked pages',
          about: 'Navigations in clear, which may be compared whatever the ending of handshakes.',
          expr: monthQuery(`netvakt_market_day_blocked_pages${OF}`),
        }),
        monthTable({
          title: 'Blocked attempts',
          about: 'TLS and CONNECT included. Compare months only if blocked handshakes ended alike in both.',
          expr: monthQuery(`netvakt_market_day_blocked_attempts${OF}`),
        }),
        rateTable('Blocked pages', 'netvakt_market_day_blocked_pages'),
        rateTable('Blocked attempts', 'netvakt_market_day_blocked_attempts'),
        monthTable({
          title: 'Blocked requests',
          about: 'Parts of pages, retries and machines count one each, so this is no measure of people.',
          expr: monthQuery(`netvakt_market_day_blocked_requests${OF}`),
        }),
        monthTable({
          title: 'Time with a filter',
          about:
            'How long a filter was ready, on the node that was longest. Figures of a month with less than 28 to 31 days of it are of a part.',
          expr: monthQuery(`netvakt_market_day_covered_seconds${OF}`, 'longest'),
          unit: 's',
        }),
      ],
    },
    {
      title: 'Lists',
      panels: [
        table({
          title: 'Lists in force',
          about:
            'Rules and age now, on the node that has most and the one that is furthest behind; updates, and those that failed, in the chosen time on all nodes.',
          columns: LISTS,
          transformations: joined(
            'list',
            LISTS.map(({ name }) => name),
          ),
          units: { Age: 's' },
        }),
        table({
          title: 'Rules that work inside TLS',
          about:
            'host: by a name or an address, also inside TLS. url: in clear only. none: quarantined. On the node that has most.',
          columns: [{ expr: `max by (list, layer) (netvakt_list_enforceable_rules${JOB})`, name: '' }],
          transformations: [
            {
              id: 'groupingToMatrix',
              options: { rowField: 'list', columnField: 'layer', valueField: 'Value', emptyValue: 'null' },
            },
          ],
        }),
      ],
    },
  ],
};
