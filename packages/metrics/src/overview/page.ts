import { createHash } from 'node:crypto';
import { comparisonSection } from './comparison.ts';
import { moment, quantileBound, share, short, time, whole } from './figures.ts';
import { escapeHtml } from './html.ts';
import type { Overview } from './model.ts';
import { packetsSection } from './packets.ts';
import { coverageSection, listsSection, pagesSection, workersSection } from './sections.ts';
import { OVERVIEW_STYLE } from './style.ts';

/** Nothing but the page's own style may take effect or be fetched; it can be put into no frame and sends no form. */
export const PAGE_POLICY: string = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(OVERVIEW_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The shield of the block page: an ornament, so it has no name. */
const SHIELD =
  '<svg aria-hidden="true" viewBox="3.6 2 16.8 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M12 3 4.5 6v5.2c0 4.5 3.1 8.1 7.5 9.8 4.4-1.7 7.5-5.3 7.5-9.8V6z"/><path d="M9 12h6"/></svg>';

/**
 * The operator's page: one document, its charts in it as SVG, no script and nothing to fetch. Some 70 kB and 65 ms of
 * processor time for eight markets and eighteen lists; the first one 0.6 s, because the chart library is loaded then.
 */
export function renderOverview(overview: Overview): string {
  const { build, at, statisticsAt, units } = overview;
  const batch =
    units.intervalSeconds === 0
      ? 'Statistics advance at once.'
      : `Statistics advance every ${time(units.intervalSeconds)}, so that nobody can time a single block; the last time ${statisticsAt === 0 ? 'is still to come' : `was ${moment(statisticsAt)}`}.`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Netvakt: overview</title>
<style>${OVERVIEW_STYLE}</style>
</head>
<body>
<header>
<div class="name">${SHIELD}<h1>Netvakt</h1>${state(overview)}</div>
<p class="note">${moment(at)}. Reload for newer figures. ${batch}</p>
</header>
<main>
${tiles(overview)}
${pagesSection(overview)}
${listsSection(overview)}
${coverageSection(overview)}
${workersSection(overview)}
${packetsSection(overview.packets)}
${comparisonSection(overview.comparison)}
</main>
<footer>
<p>Version ${escapeHtml(build.version)}, commit ${escapeHtml(build.commit)}, Node.js ${escapeHtml(build.node)}. No figure here names a client or what it asked for. For machines: <code>/metrics</code>, <code>/-/healthy</code>, <code>/-/ready</code>, <code>/-/route</code>.</p>
</footer>
</body>
</html>
`;
}

function state({ health: { ready, route } }: Overview): string {
  if (ready.length > 0) return `<span class="state bad">Not ready: ${ready.map(escapeHtml).join(', ')}</span>`;
  if (route.length > 0)
    return `<span class="state bad">Filtering, kept out of routing: ${route.map(escapeHtml).join(', ')}</span>`;
  return '<span class="state">Filtering</span>';
}

function tiles({ markets, lists, at, workers, connections, decisions, rules }: Overview): string {
  const sum = (of: (market: (typeof markets)[number]) => number): number =>
    markets.reduce((all, market) => all + of(market), 0);
  const inspected = sum((market) => market.inspected);
  const oldest = Math.max(
    0,
    ...lists.filter(({ lastSuccess }) => lastSuccess > 0).map(({ lastSuccess }) => at - lastSuccess),
  );
  const high = quantileBound(0.99, decisions.bounds, decisions.counts);
  const judged =
    high === undefined
      ? '–'
      : high === Number.POSITIVE_INFINITY
        ? `over ${time(decisions.bounds.at(-1) ?? 0)}`
        : time(high);
  const all: readonly (readonly [string, string])[] = [
    [whole(sum((market) => market.pages)), 'pages blocked since the start'],
    [short(inspected), 'requests inspected'],
    [
      share(
        sum((market) => market.unseen),
        inspected,
      ),
      'could not be inspected',
    ],
    [short(rules), 'rules in force'],
    [time(oldest), 'age of the oldest list'],
    [`${workers.running} of ${workers.wanted}`, 'workers listen'],
    [whole(connections.active), `connections, of ${whole(connections.limit)}`],
    [judged, 'to judge, 99 in 100'],
  ];
  const items = all.map(([figure, text]) => `<li><p class="big">${figure}</p><p class="note">${text}</p></li>`);
  return `<ul class="tiles" aria-label="At a glance">${items.join('')}</ul>`;
}
