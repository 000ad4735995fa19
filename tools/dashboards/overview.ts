import { type DashboardContent, TO_RUNBOOK } from './dashboard.ts';
import { dayBars } from './days.ts';
import { figure, graph } from './panels.ts';
import { joined, table } from './tables.ts';

const OF = '{job="$job", market=~"$market"}';
/** What one market of some two million subscribers is known to have published; see docs/operating/monitoring.md. */
const REFERENCE = 3500;
const HOURLY = 'Advances once an hour, so that nobody can time a single block.';

const NODES = [
  { name: 'Answers', expr: 'max by (instance) (up{job="$job"})' },
  { name: 'Filters', expr: 'max by (instance) (netvakt_ready{job="$job"})' },
  { name: 'Takes traffic', expr: 'max by (instance) (netvakt_route{job="$job"})' },
  { name: 'Rules in force', expr: 'max by (instance) (netvakt_snapshot_rules{job="$job"})' },
];

export const OVERVIEW_DASHBOARD: DashboardContent = {
  uid: 'netvakt-overview',
  title: 'Netvakt / Overview by market',
  description: 'What was blocked in each market, and whether the filters do their work.',
  from: 'now-14d',
  choices: { market: 'netvakt_requests_inspected_total' },
  rows: [
    {
      title: 'Now',
      panels: [
        figure({
          title: 'Nodes that take traffic',
          about: 'Nodes that want routes now. None: by the policy to fail open, traffic passes unfiltered.',
          lines: [{ expr: 'sum(netvakt_route{job="$job"})', name: '' }],
          unit: 'short',
          bounds: [1, 0.5],
        }),
        figure({
          title: 'Alerts',
          about: 'Alerts of this project that fire now, without those that only inform.',
          lines: [
            {
              expr: 'count(ALERTS{alertname=~"Netvakt.+", alertstate="firing", severity!="info"}) or vector(0)',
              name: '',
            },
          ],
          unit: 'short',
          bounds: [1, 3],
        }),
        figure({
          title: 'Canaries blocked',
          about: 'Requests that must be blocked, sent by the filter itself through the real data path.',
          lines: [{ expr: 'avg(netvakt_probe_success{job="$job", market=~"$market"})', name: '' }],
          unit: 'percentunit',
          bounds: [1, 0.99],
        }),
        figure({
          title: 'Rules in force',
          about: 'The share of nodes and families that the configuration wants led to the filter, and that are.',
          lines: [
            { expr: 'avg(netvakt_rules_in_force{job="$job"} and netvakt_rules_wanted{job="$job"} == 1)', name: '' },
          ],
          unit: 'percentunit',
          bounds: [1, 0.99],
        }),
        figure({
          title: 'Oldest list',
          about: 'Time since the list that has waited longest last took effect. Amber after a day, red after two.',
          lines: [{ expr: 'max(time() - (netvakt_list_last_success_timestamp_seconds{job="$job"} > 0))', name: '' }],
          unit: 's',
          bounds: [86_400, 172_800],
        }),
        figure({
          title: 'Requests inspected',
          about: 'All requests and hellos that were judged, a second, over the last five minutes.',
          lines: [{ expr: 'sum(market:netvakt_requests_inspected:rate5m{job="$job", market=~"$market"})', name: '' }],
          unit: 'reqps',
        }),
        figure({
          title: 'Not inspectable',
          about: 'The share of traffic that passed although the filter could not see all of it.',
          lines: [
            {
              expr: `sum(market:netvakt_uninspectable:rate1h${OF}) / sum(market:netvakt_requests_inspected:rate1h${OF})`,
              name: '',
            },
          ],
          unit: 'percentunit',
        }),
      ],
    },
    {
      title: 'Alerts and nodes',
      panels: [
        table({
          title: 'Alerts that fire now',
          about: 'A click on a name opens its runbook. none: no alert fires.',
          columns: [
            {
              expr: 'sum by (alertname, severity, instance) (ALERTS{alertname=~"Netvakt.+", alertstate="firing"}) or on () label_replace(vector(0), "alertname", "none", "", "")',
              name: '',
            },
          ],
          transformations: [
            { id: 'filterFieldsByName', options: { include: { names: ['alertname', 'severity', 'instance'] } } },
          ],
          link: TO_RUNBOOK,
          height: 6,
        }),
        table({
          title: 'Nodes',
          about:
            'Each node of the job: whether it answers, filters and takes traffic (1: yes), and its rules in force.',
          columns: NODES,
          transformations: joined(
            'instance',
            NODES.map(({ name }) => name),
          ),
          height: 6,
        }),
      ],
    },
    {
      title: 'Blocked, by market',
      panels: [
        dayBars({
          title: 'Pages a day',
          about: `Navigations in clear that were blocked. ${HOURLY} The dashed line is ${REFERENCE} pages a day, what one market has published.`,
          series: `netvakt_market_day_blocked_pages${OF}`,
          by: 'market',
          unit: 'short',
          width: 24,
          reference: REFERENCE,
        }),
        dayBars({
          title: 'Attempts a day',
          about: `What people tried, repeats within the window counted once; TLS and CONNECT included. ${HOURLY}`,
          series: `netvakt_market_day_blocked_attempts${OF}`,
          by: 'market',
          unit: 'short',
        }),
        dayBars({
          title: 'Requests a day',
          about: `Everything that was blocked: parts of pages, retries and machines count one each. ${HOURLY}`,
          series: `netvakt_market_day_blocked_requests${OF}`,
          by: 'market',
          unit: 'short',
        }),
        dayBars({
          title: 'Hours of a day with a filter',
          about:
            'How long the filter was ready, on the node that was longest. A day with few blocks and all its hours was quiet; one with fewer hours was seen in part.',
          series: `netvakt_market_day_covered_seconds${OF}`,
          by: 'market',
          over: 'longest',
          unit: 's',
        }),
        graph({
          title: 'Requests for each page',
          about:
            'A market that differs from the others has other browsers, other lists, or machines among its clients.',
          lines: [
            {
              expr: `sum by (market) (increase(netvakt_market_blocked_requests_total${OF}[1d])) / (sum by (market) (increase(netvakt_market_blocked_pages_total${OF}[1d])) > 0)`,
              name: '{{market}}',
            },
          ],
          unit: 'short',
        }),
        graph({
          title: 'Share of requests that were blocked',
          about: 'Over six hours, because statistics by market advance once an hour.',
          lines: [{ expr: `market:netvakt_blocked_per_inspected:ratio_rate6h${OF}`, name: '{{market}}' }],
          unit: 'percentunit',
        }),
      ],
    },
    {
      title: 'Traffic',
      panels: [
        graph({
          title: 'Requests inspected, by market',
          about: 'All requests and hellos that were judged. Current, because it reveals nothing about blocks.',
          lines: [{ expr: `market:netvakt_requests_inspected:rate5m${OF}`, name: '{{market}}' }],
          unit: 'reqps',
          as: 'stack',
        }),
        graph({
          title: 'Share blocked, all markets, at once',
          about: 'Current, because it is over all markets. Here a wrong list shows first.',
          lines: [{ expr: 'job:netvakt_blocked_per_inspected:ratio_rate1h{job="$job"}', name: 'blocked' }],
          unit: 'percentunit',
        }),
      ],
    },
  ],
};
