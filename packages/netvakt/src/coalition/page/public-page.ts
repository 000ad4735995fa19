/** The transparency page: for everybody. */
import { escapeHtml } from '@netvakt/proxy';
import { Figures } from './format.ts';
import { framedPage } from './frame.ts';
import { pageSection } from './html.ts';
import { type DrawnSeries, groupSection, titleOf } from './indicators.ts';
import type { PublishedEdition, PublishedRecord } from './record.ts';
import type { SeriesGroup } from './series.ts';
import { type DrawnSurvey, surveySection } from './survey-section.ts';
import { asOfText, definitionsSection, editionsSection, readingSection, verifySection } from './trust-sections.ts';
import type { PageWords } from './words.ts';

/** Everything of the page that is the same in every language. */
export interface PublicFacts {
  readonly record: PublishedRecord;
  readonly newest: PublishedEdition | undefined;
  readonly groups: readonly SeriesGroup[];
  readonly drawn: ReadonlyMap<string, DrawnSeries>;
  readonly languages: readonly string[];
  readonly survey: DrawnSurvey | undefined;
}

/** What a filter is judged by first: freshness, test requests, time to remove. */
const LEADING = [
  'list-age',
  'canary-intercepted',
  'canary-http',
  'removal-delay',
  'removal-within-day',
  'uptime',
] as const;
const MOST_TILES = 4;

/** Writes the page in one language. */
export function publicPage(facts: PublicFacts, language: string, words: PageWords): string {
  const { record, newest, groups, drawn, languages } = facts;
  const figures = new Figures(language, words);
  const { policy } = record.signed;
  const survey = facts.survey === undefined ? '' : surveySection(facts.survey, language, words, figures);
  const sections: (readonly [id: string, title: string, html: string])[] = [
    ['read', words.readTitle, readingSection(policy, words, figures)],
    ...groups.map((one) => [one.group, words.groups[one.group], groupSection(one, drawn, words, figures)] as const),
    ...(survey === '' ? [] : [['survey', words.surveyTitle, survey] as const]),
    ['editions', words.editionsTitle, editionsSection(record, words, figures)],
    ['definitions', words.definitionsTitle, definitionsSection(policy, words)],
    ['verify', words.verifyTitle, verifySection(record, words, figures, false)],
    ['downloads', words.downloadsTitle, downloadsSection(words, survey !== '')],
  ];
  return framedPage({
    language,
    languages,
    words,
    title: `${words.title}: ${policy.coalition}`,
    lead: words.lead,
    parts: sections.map(([id, title]) => [id, title]),
    top: `${asOfText(newest?.edition, record.asOf, words, figures)}\n${tiles(drawn, words, figures)}`,
    body: sections.map(([, , html]) => html).join('\n'),
  });
}

/** The newest quarter at a glance: what leads, if the quarter has it. */
function tiles(drawn: ReadonlyMap<string, DrawnSeries>, words: PageWords, figures: Figures): string {
  const found = LEADING.flatMap((id) => {
    const one = drawn.get(id);
    const quarter = one?.series.quarters.at(-1);
    const cell = quarter?.cells[0];
    if (one === undefined || quarter === undefined || cell === undefined) return [];
    if (cell.status !== 'value') return [];
    const value = figures.withUnit(cell.value, one.scale);
    return `<li><p>${escapeHtml(titleOf(id, words))}</p><p class="big">${escapeHtml(value)}</p><p class="note">${escapeHtml(`${quarter.quarter}. ${words.members}: ${figures.count(cell.contributors)}`)}</p></li>`;
  });
  return found.length === 0 ? '' : `<ul class="tiles">${found.slice(0, MOST_TILES).join('')}</ul>`;
}

function downloadsSection(words: PageWords, withSurvey: boolean): string {
  const files = [
    [words.allFigures, ['figures.csv', 'figures.json']],
    ...(withSurvey ? [[words.surveyTitle, ['survey.csv', 'survey.json']] as const] : []),
    [words.verifyTitle, ['SHA256SUMS', 'checkpoint', 'keys']],
  ] as const;
  const rows = files.map(
    ([name, links]) =>
      `<li>${escapeHtml(name)}: ${links.map((file) => `<a href="${file}">${file}</a>`).join(' ')}</li>`,
  );
  return pageSection('downloads', words.downloadsTitle, `<ul>${rows.join('')}</ul>`);
}
