import type { DashboardContent } from './dashboard.ts';
import { breakdown, figure, graph } from './panels.ts';

const OF = '{job="$job", market=~"$market"}';

export const COVERAGE_DASHBOARD: DashboardContent = {
  uid: 'netvakt-coverage',
  title: 'Netvakt / Coverage',
  description:
    'What the filter could not see, and whether what it sees is blocked. Most of what it cannot see is innocent.',
  from: 'now-7d',
  choices: { market: 'netvakt_requests_inspected_total' },
  rows: [
    {
      title: 'Now',
      panels: [
        figure({
          title: 'Not inspectable',
          about: 'The share of traffic of the last hour that passed although the filter could not see all of it.',
          lines: [
            {
              expr: `sum(market:netvakt_uninspectable:rate1h${OF}) / sum(market:netvakt_requests_inspected:rate1h${OF})`,
              name: '',
            },
          ],
          unit: 'percentunit',
          width: 6,
        }),
        figure({
          title: 'Rules that work inside TLS',
          about:
            'The share of rules that need no more than a host name. The others apply to what comes in clear alone.',
          lines: [
            {
              expr: 'sum(netvakt_list_enforceable_rules{job="$job", layer="host"}) / sum(netvakt_list_enforceable_rules{job="$job"})',
              name: '',
            },
          ],
          unit: 'percentunit',
          width: 6,
        }),
        figure({
          title: 'Canaries blocked',
          about: 'Requests that must be blocked, sent by the filter itself through the real data path.',
          lines: [{ expr: `avg(netvakt_probe_success${OF})`, name: '' }],
          unit: 'percentunit',
          width: 6,
          bounds: [1, 0.99],
        }),
        figure({
          title: 'Part of the day with a node in routing',
          about: 'The rest of the day passed unfiltered, by the policy to fail open.',
          lines: [{ expr: 'operator:netvakt_routed:avg1d{job="$job"}', name: '' }],
          unit: 'percentunit',
          width: 6,
          bounds: [1, 0.999],
        }),
      ],
    },
    {
      title: 'What could not be seen',
      panels: [
        graph({
          title: 'Share, by market',
          about: 'A tunnel is inspected twice, as CONNECT and as TLS, so the share is a lower bound.',
          lines: [{ expr: `market:netvakt_uninspectable_per_inspected:ratio_rate1h${OF}`, name: '{{market}}' }],
          unit: 'percentunit',
        }),
        graph({
          title: 'By reason',
          about:
            'ech: the name is encrypted, behind one of `ech_public_names`. sni-absent: there is none. not-tls, protocol-unknown: something else.',
          lines: breakdown(`rate(netvakt_uninspectable_total${OF}[1h])`, 'reason'),
          unit: 'reqps',
        }),
        graph({
          title: 'Handshakes with the extension of ECH',
          about:
            'Browsers send it in nearly every hello, mostly with nothing in it: a share near 1 is normal, and does not mean that names are hidden.',
          lines: [{ expr: `market:netvakt_tls_ech_offered_per_inspected:ratio_rate1h${OF}`, name: '{{market}}' }],
          unit: 'percentunit',
          max: 1,
        }),
        graph({
          title: 'What was inspected, by protocol',
          about: 'http: requests in clear. connect: requests for a tunnel. tls: ClientHellos, also inside tunnels.',
          lines: [
            { expr: `sum by (protocol) (rate(netvakt_requests_inspected_total${OF}[1h]))`, name: '{{protocol}}' },
          ],
          unit: 'reqps',
          as: 'stack',
        }),
        graph({
          title: 'Attempts without a page',
          about:
            'The share of blocked attempts in TLS, CONNECT or parts of pages: nothing in them shows that somebody navigated.',
          lines: [
            {
              expr: `1 - sum by (market) (increase(netvakt_market_blocked_pages_total${OF}[1d])) / (sum by (market) (increase(netvakt_market_blocked_attempts_total${OF}[1d])) > 0)`,
              name: '{{market}}',
            },
          ],
          unit: 'percentunit',
        }),
      ],
    },
    {
      title: 'Does it block?',
      panels: [
        graph({
          title: 'Canaries blocked, by market and protocol',
          about: 'The worst node counts: 0 if one of them let the canary pass.',
          lines: [{ expr: `min by (market, protocol) (netvakt_probe_success${OF})`, name: '{{market}} {{protocol}}' }],
          unit: 'bool_yes_no',
          max: 1,
        }),
        graph({
          title: 'Canaries that were not blocked, an hour',
          about: 'Canaries that passed or got no answer. More than a few in a row are an alert.',
          lines: [
            {
              expr: `sum by (market, protocol) (increase(netvakt_probe_failures_total${OF}[1h])) > 0`,
              name: '{{market}} {{protocol}}',
            },
            { expr: `sum(increase(netvakt_probe_failures_total${OF}[1h]))`, name: 'all' },
          ],
          unit: 'short',
        }),
      ],
    },
  ],
};
