import type { ComparedRatio, Comparison } from '../state/comparison.ts';
import { escapeHtml, table } from './html.ts';

/** The own quarter next to that of the coalition; nothing if the configuration names no comparison. */
export function comparisonSection(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '';
  const rows = comparison.rows.map(({ indicator, market, per, own, all, contributors, bins }) => [
    escapeHtml(indicator),
    escapeHtml(market),
    unitOf(per),
    ratio(own),
    all === null ? 'not released' : ratio(all),
    all === null ? '–' : String(contributors),
    bins.length === 0 ? '–' : bins.map(binText).join(', '),
  ]);
  const heads = [
    'Indicator',
    'Market',
    'For',
    'Own',
    'All members',
    'Members',
    'Members by range, the own one in bold',
  ];
  const caption = `Own ratios and the ratio of the sums of all members, edition ${escapeHtml(comparison.edition)}`;
  return `<section aria-labelledby="coalition"><h2 id="coalition">Compared with other operators</h2>
<p class="note">Of a quarter that is over. Nobody learns that this was compared, nor who is where. Blocked attempts are not people, and more of them are not more abuse.</p>
${endingNote(comparison)}${table(caption, heads, rows)}</section>`;
}

/** A warning if attempts were not counted alike; else nothing. */
function endingNote({ tls_block: endings }: Comparison): string {
  const all = [...new Set([...(endings?.own ?? []), ...(endings?.members ?? [])])];
  if (all.length < 2) return '';
  return `<p class="note">Blocked TLS handshakes do not end alike at all members (${all.map(escapeHtml).join(', ')}): do not compare attempts and requests, compare pages.</p>
`;
}

function binText({ range, members, isOwn }: ComparedRatio['bins'][number]): string {
  const text = `${escapeHtml(range)}: ${members}`;
  return isOwn ? `<b>${text}</b>` : text;
}

function ratio(value: ComparedRatio['own']): string {
  return value === null ? '–' : value.toLocaleString('en', { maximumSignificantDigits: 4 }).replaceAll(',', ' ');
}

function unitOf(per: number): string {
  if (per === 100) return '%';
  return per === 1 ? 'each' : per.toLocaleString('en').replaceAll(',', ' ');
}
