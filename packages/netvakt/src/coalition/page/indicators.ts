/** The sections of the transparency page that show figures: each indicator as a drawing and as a table. */
import { EVERY } from '@netvakt/coalition';
import { escapeHtml } from '@netvakt/proxy';
import { type Drawing, trendDrawing } from './chart.ts';
import { type Figures, type Scale, scaleOf } from './format.ts';
import { drawnArticle, pageSection, scrollingTable, tableRow } from './html.ts';
import type { Cell, IndicatorSeries, QuarterRow, SeriesGroup } from './series.ts';
import type { PageWords } from './words.ts';

/** An indicator with all that is the same in every language. */
export interface DrawnSeries {
  readonly series: IndicatorSeries;
  readonly scale: Scale;
  readonly drawing: Drawing;
}

/** Draws every indicator once. */
export function drawAll(groups: readonly SeriesGroup[]): ReadonlyMap<string, DrawnSeries> {
  const all = groups
    .flatMap(({ series }) => series)
    .map((series) => {
      const scale = scaleOf(series);
      return [series.id, { series, scale, drawing: trendDrawing(series, scale) }] as const;
    });
  return new Map(all);
}

/** The name of an indicator in a language; its id if this program has none. */
export function titleOf(id: string, { indicators }: PageWords): string {
  return Object.hasOwn(indicators, id) ? (indicators[id] ?? id) : id;
}

/** The section of one group. */
export function groupSection(
  { group, series }: SeriesGroup,
  all: ReadonlyMap<string, DrawnSeries>,
  words: PageWords,
  figures: Figures,
): string {
  const articles = series.flatMap(({ id }) => {
    const one = all.get(id);
    return one === undefined ? [] : [article(one, words, figures)];
  });
  return pageSection(group, words.groups[group], articles.join('\n'));
}

function article({ series, scale, drawing }: DrawnSeries, words: PageWords, figures: Figures): string {
  const title = titleOf(series.id, words);
  return drawnArticle({
    id: `i-${idOf(series.id)}`,
    title,
    note: noteOf(series, scale, words, figures),
    drawing: drawn(drawing, title, figures.unit(series, scale), words, figures),
    table: quarterTable(series, scale, title, words, figures),
    after: definitionOf(series, words),
  });
}

/** The unit of an indicator, and whether more of it is better. */
export function noteOf(series: IndicatorSeries, scale: Scale, words: PageWords, figures: Figures): string {
  const unit = figures.unit(series, scale);
  return series.indicator === undefined ? unit : `${unit}. ${words.better[series.indicator.better]}`;
}

/** A drawing in a language, with its name. `title` and `unit` are text. HTML. */
export function drawn(drawing: Drawing, title: string, unit: string, words: PageWords, figures: Figures): string {
  const name = words.chart.replace('{title}', () => title).replace('{unit}', () => unit);
  return drawing.svg(escapeHtml(name), (value) => escapeHtml(figures.number(value)));
}

/** In English, as the digest covers it. Only if the editions count by the table that this program has. */
function definitionOf({ indicator, quarters }: IndicatorSeries, words: PageWords): string {
  if (indicator === undefined || quarters.at(-1)?.isKnown !== true) return '';
  return `
<details><summary>${escapeHtml(words.definition)}</summary><p lang="en">${escapeHtml(indicator.definition)}</p></details>`;
}

/**
 * Newest first. A row marks each change of the definitions, because what is below it must not be compared with what is above; one below a
 * quarter says that its endings are mixed.
 */
function quarterTable(
  { markets, quarters }: IndicatorSeries,
  scale: Scale,
  title: string,
  words: PageWords,
  figures: Figures,
): string {
  const heads = [words.quarter, ...markets.map((market) => marketName(market, words))].map(escapeHtml);
  let definitions: string | undefined;
  const rows = quarters.toReversed().flatMap((row) => {
    const isOther = definitions !== undefined && row.definitions !== undefined && row.definitions !== definitions;
    definitions = row.definitions ?? definitions;
    return [
      isOther ? noteRow(words.otherDefinitions, heads.length) : '',
      quarterRow(row, scale, words, figures),
      row.isMixed ? noteRow(words.mixedEndings, heads.length) : '',
    ].filter((html) => html !== '');
  });
  return scrollingTable(title, heads, rows);
}

/** A sentence across the whole table. HTML. */
function noteRow(text: string, columns: number): string {
  return `<tr class="own"><td colspan="${columns}">${escapeHtml(text)}</td></tr>`;
}

function quarterRow({ quarter, cells }: QuarterRow, scale: Scale, words: PageWords, figures: Figures): string {
  return tableRow(
    escapeHtml(quarter),
    cells.map((cell) => `<td>${cellText(cell, scale, words, figures)}</td>`),
  );
}

/** A figure, `hidden`, `missing`, or a dash for a quarter that does not have it. HTML. */
export function cellText(cell: Cell, { divisor }: Scale, words: PageWords, figures: Figures): string {
  if (cell.status === 'value') return escapeHtml(figures.number(cell.value / divisor));
  return cell.status === 'absent' ? '–' : `<i>${escapeHtml(words[cell.status])}</i>`;
}

/** Markets that are called by two letters are countries. Text. */
export function marketName(market: string, words: PageWords): string {
  if (market === EVERY) return words.allMarkets;
  return market.length === 2 ? market.toUpperCase() : market;
}

/** What a heading is linked by. Names of policies are harmless; those of an edition are only bounded in length. */
export function idOf(id: string): string {
  return encodeURIComponent(id).replaceAll(/[^\w-]/g, '_');
}
