/** The benchmark page: for members. Still nothing of one member: what is more here is ranges, months, rules and names of cosigners. */
import { type EditionPayload, EVERY, quarterOf, quartersBefore } from '@netvakt/coalition';
import { escapeHtml } from '@netvakt/proxy';
import { barDrawing, type Drawing, marked, type ValueBar } from './chart.ts';
import { csvOf, dayOf, FIGURE_COLUMNS, figureRows, type PageFiles } from './downloads.ts';
import { Figures, type Scale } from './format.ts';
import { framedPage } from './frame.ts';
import { drawnArticle, pageSection, scrollingTable, tableRow } from './html.ts';
import { cellText, type DrawnSeries, drawn, idOf, marketName, noteOf, titleOf } from './indicators.ts';
import type { PublishedEdition, PublishedRecord } from './record.ts';
import { type Cell, EditionTable, type IndicatorSeries, type SeriesGroup } from './series.ts';
import { asOfText, definitionsSection, rulesSection, verifySection } from './trust-sections.ts';
import type { PageWords } from './words.ts';

/** Everything of the page that is the same in every language. */
export interface MemberFacts {
  readonly record: PublishedRecord;
  readonly newest: PublishedEdition | undefined;
  readonly groups: readonly SeriesGroup[];
  readonly drawn: ReadonlyMap<string, DrawnSeries>;
  readonly benchmarks: ReadonlyMap<string, Benchmark>;
  readonly languages: readonly string[];
}

/** One indicator in the newest quarter. */
interface Benchmark {
  /** Members by range over all markets; `undefined` if that is not released. */
  readonly drawing: Drawing | undefined;
  readonly rows: readonly BenchmarkRow[];
  readonly ranges: readonly string[];
}

/** One market. */
interface BenchmarkRow {
  readonly market: string;
  readonly quarter: Cell;
  readonly months: readonly Cell[];
  /** Values of the quarter before, and of a year before. */
  readonly earlier: readonly Cell[];
}

/** Looks up and draws the newest quarter once. @param editions - the newest of each quarter. */
export function benchmarksOf(
  editions: readonly PublishedEdition[],
  all: ReadonlyMap<string, DrawnSeries>,
): ReadonlyMap<string, Benchmark> {
  const newest = editions.at(-1)?.edition;
  if (newest === undefined) return new Map();
  const table = new EditionTable(newest);
  const earlier = earlierQuarters(newest.quarter).map((quarter) => comparableTable(editions, quarter, newest));
  const found = newest.indicators.flatMap(({ id }): [string, Benchmark][] => {
    const one = all.get(id);
    if (one === undefined) return [];
    const { series, scale } = one;
    const cell = (of: EditionTable | undefined, market: string, month = EVERY): Cell =>
      of?.cell(id, market, month, series.per) ?? { status: 'absent' };
    const rows = table.markets(id).map((market) => ({
      market,
      quarter: cell(table, market),
      months: monthsOf(newest.quarter).map((month) => cell(table, market, month)),
      earlier: earlier.map((past) => cell(past, market)),
    }));
    const ranges = rangesOf(series, scale);
    const bars = barsOf(rows[0]?.quarter, ranges);
    return [[id, { drawing: bars === undefined ? undefined : barDrawing(bars), rows, ranges }]];
  });
  return new Map(found);
}

/** The table of a quarter; `undefined` if there is none, or it counts by other definitions. */
function comparableTable(
  editions: readonly PublishedEdition[],
  quarter: string,
  { definitions }: EditionPayload,
): EditionTable | undefined {
  const found = editions.find(({ edition }) => edition.quarter === quarter && edition.definitions === definitions);
  return found && new EditionTable(found.edition);
}

/** The quarter before, and the same one a year before. */
function earlierQuarters(quarter: string): readonly string[] {
  return quartersBefore(quarter, 4).filter((_, i) => i === 0 || i === 3);
}

function monthsOf(quarter: string): readonly string[] {
  return quarterOf(quarter)?.months ?? [];
}

/** `< 10`, `10–30`, `≥ 30`, with marked numbers; one more than there are bounds. */
function rangesOf({ bounds }: IndicatorSeries, { divisor }: Scale): readonly string[] {
  const shown = bounds.map((bound) => marked(bound / divisor));
  return [...shown, undefined].map((to, i) => {
    const from = shown[i - 1];
    if (to === undefined) return from === undefined ? '' : `≥ ${from}`;
    return from === undefined ? `< ${to}` : `${from}–${to}`;
  });
}

function barsOf(cell: Cell | undefined, ranges: readonly string[]): readonly ValueBar[] | undefined {
  if (cell?.status !== 'value' || cell.bins.length === 0) return undefined;
  return cell.bins.map((value, i) => ({ label: ranges[i] ?? '', value }));
}

/** Writes the page in one language. */
export function memberPage(facts: MemberFacts, language: string, words: PageWords): string {
  const { record, newest, groups, languages } = facts;
  const figures = new Figures(language, words);
  const { signed } = record;
  const sections: (readonly [id: string, title: string, html: string])[] = [
    ['compare', words.compareTitle, compareSection(newest, words)],
    ...groups.flatMap((group) => {
      const html = groupSection(group, facts, words, figures);
      return html === '' ? [] : [[group.group, words.groups[group.group], html] as const];
    }),
    ['rules', words.rulesTitle, rulesSection(signed, words, figures)],
    ['definitions', words.definitionsTitle, definitionsSection(signed.policy, words)],
    ['verify', words.verifyTitle, verifySection(record, words, figures, true)],
  ];
  return framedPage({
    language,
    languages,
    words,
    title: `${words.benchmarkTitle}: ${signed.policy.coalition}`,
    lead: words.benchmarkLead,
    parts: sections.map(([id, title]) => [id, title]),
    top: asOfText(newest?.edition, record.asOf, words, figures),
    body: sections.map(([, , html]) => html).join('\n'),
  });
}

function compareSection(newest: PublishedEdition | undefined, words: PageWords): string {
  const command = `netvakt coalition compare report-${newest?.edition.quarter ?? 'QUARTER'}.json`;
  const files = `<p>${escapeHtml(words.downloadsTitle)}: <a href="benchmark.csv">benchmark.csv</a> <a href="benchmark.json">benchmark.json</a></p>`;
  return pageSection(
    'compare',
    words.compareTitle,
    `<p>${escapeHtml(words.compare)}</p>\n<p>${escapeHtml(words.binsNote)}</p>\n<pre><code>${escapeHtml(command)}</code></pre>\n${files}`,
  );
}

/** Empty if the newest quarter has nothing of the group. */
function groupSection({ group, series }: SeriesGroup, facts: MemberFacts, words: PageWords, figures: Figures): string {
  const articles = series.flatMap(({ id }) => {
    const [one, benchmark] = [facts.drawn.get(id), facts.benchmarks.get(id)];
    return one === undefined || benchmark === undefined ? [] : [article(one, benchmark, facts, words, figures)];
  });
  return articles.length === 0 ? '' : pageSection(group, words.groups[group], articles.join('\n'));
}

function article(
  { series, scale }: DrawnSeries,
  { drawing, rows, ranges }: Benchmark,
  { newest }: MemberFacts,
  words: PageWords,
  figures: Figures,
): string {
  const title = titleOf(series.id, words);
  const written = ranges.map((range) => figures.marked(range));
  const quarter = newest?.edition.quarter ?? '';
  const heads = [words.market, quarter, ...monthsOf(quarter), ...earlierQuarters(quarter), words.members]
    .concat(written)
    .map(escapeHtml);
  const body = rows.map((row) => marketRow(row, ranges.length, scale, words, figures));
  const status = rows[0]?.quarter.status;
  const picture =
    drawing === undefined
      ? `<p class="note">${escapeHtml(status === 'missing' ? words.missingNote : words.hiddenNote)}</p>`
      : drawn(drawing, title, words.bins, words, figures);
  return drawnArticle({
    id: `i-${idOf(series.id)}`,
    title,
    note: noteOf(series, scale, words, figures),
    drawing: `<p class="note">${escapeHtml(words.bins)}</p>${picture}`,
    table: scrollingTable(title, heads, body),
    isSlim: true,
  });
}

function marketRow(
  { market, quarter, months, earlier }: BenchmarkRow,
  ranges: number,
  scale: Scale,
  words: PageWords,
  figures: Figures,
): string {
  const values = [quarter, ...months, ...earlier].map((cell) => cellText(cell, scale, words, figures));
  const members = quarter.status === 'value' ? figures.count(quarter.contributors) : '–';
  const bins = Array.from({ length: ranges }, (_, i) => {
    const count = quarter.status === 'value' ? quarter.bins[i] : undefined;
    return count === undefined ? '–' : figures.count(count);
  });
  return tableRow(
    escapeHtml(marketName(market, words)),
    [...values, members, ...bins].map((cell) => `<td>${cell}</td>`),
  );
}

/** Adds the figures of the newest quarter. */
export function addBenchmark(files: PageFiles, { newest, record }: MemberFacts): void {
  const rows = newest === undefined ? [] : figureRows(newest.edition, newest.recorded);
  files.set('benchmark.csv', csvOf(FIGURE_COLUMNS, rows));
  const json = { schema: 'netvakt-benchmark/1', asOf: dayOf(record.asOf), edition: newest?.edition ?? null };
  files.set('benchmark.json', `${JSON.stringify(json)}\n`);
}
