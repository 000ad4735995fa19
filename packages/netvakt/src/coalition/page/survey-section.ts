/** The survey as context: clearly apart from what filters count. */
import type { Survey, SurveyRow } from '@netvakt/coalition';
import { escapeHtml } from '@netvakt/proxy';
import { barDrawing, type Drawing } from './chart.ts';
import { csvOf, type PageFiles } from './downloads.ts';
import type { Figures } from './format.ts';
import { drawnArticle, pageSection, scrollingTable, tableRow } from './html.ts';
import { drawn, marketName } from './indicators.ts';
import type { PageWords } from './words.ts';

/** One question in one market. */
interface SurveyTopic {
  readonly rows: readonly SurveyRow[];
  readonly first: SurveyRow;
  /** The newest year. */
  readonly year: number;
  /** Drawing of that year. */
  readonly drawing: Drawing;
}

/** A survey with its drawings, the same in every language. */
export interface DrawnSurvey {
  readonly survey: Survey;
  readonly topics: readonly SurveyTopic[];
}

/** Draws each question of each market once. */
export function drawSurvey(survey: Survey): DrawnSurvey {
  const byTopic = Map.groupBy(survey.rows, ({ questions, market }) => `${questions['en']}\n${market}`);
  const topics = [...byTopic.values()].flatMap((rows): SurveyTopic[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const newest = Math.max(...rows.map(({ year }) => year));
    const bars = rows
      .filter(({ year }) => year === newest)
      .map(({ ages, status, percent }) => ({
        label: agesText(ages),
        value: status === 'value' ? (percent ?? 0) : status,
      }));
    return [{ rows, first, year: newest, drawing: barDrawing(bars, 100) }];
  });
  return { survey, topics };
}

/** The section in one language. */
export function surveySection(
  { survey, topics }: DrawnSurvey,
  language: string,
  words: PageWords,
  figures: Figures,
): string {
  const sample = survey.isSample ? `<p><strong class="warn">${escapeHtml(words.sample)}</strong></p>\n` : '';
  const articles = topics.map((topic, i) => article(topic, i, language, words, figures));
  return pageSection(
    'survey',
    words.surveyTitle,
    `${sample}<p>${escapeHtml(words.survey)}</p>\n${articles.join('\n')}`,
  );
}

function article(
  { rows, first, year, drawing }: SurveyTopic,
  at: number,
  language: string,
  words: PageWords,
  figures: Figures,
): string {
  const own = first.questions[language];
  const question = own ?? first.questions['en'] ?? '';
  const market = marketName(first.market, words);
  const unit = `%, ${market}, ${year}`;
  const heads = [words.year, words.ages, '%', words.respondents, words.source].map(escapeHtml);
  const body = rows
    .toSorted((a, b) => b.year - a.year)
    .map((row) => tableRow(String(row.year), cellsOf(row, words, figures)));
  return drawnArticle({
    id: `s-${at}`,
    title: question,
    ...(own === undefined && { language: 'en' }),
    note: unit,
    drawing: drawn(drawing, question, unit, words, figures),
    table: scrollingTable(`${question} (${market})`, heads, body),
  });
}

function cellsOf(
  { ages, status, percent, respondents, source }: SurveyRow,
  words: PageWords,
  figures: Figures,
): string[] {
  const share = status === 'value' ? escapeHtml(figures.number(percent ?? 0)) : `<i>${escapeHtml(words[status])}</i>`;
  const count = respondents === undefined ? '–' : escapeHtml(figures.count(respondents));
  return [escapeHtml(agesText(ages)), share, count, escapeHtml(source)].map((cell) => `<td>${cell}</td>`);
}

function agesText(ages: string): string {
  return ages.replace('-', '–');
}

/** Adds the table as it was read, with the questions in every language that it has. */
export function addSurvey(files: PageFiles, { rows, isSample }: Survey): void {
  const languages = [...new Set(rows.flatMap(({ questions }) => Object.keys(questions)))];
  const columns = ['year', 'market', 'ages', ...languages.map((one) => `question_${one}`)];
  const body = rows.map(({ year, market, ages, questions, status, percent, respondents, source }) => [
    year,
    market,
    ages,
    ...languages.map((one) => questions[one] ?? ''),
    status,
    percent ?? '',
    respondents ?? '',
    source,
    isSample ? 'yes' : 'no',
  ]);
  files.set('survey.csv', csvOf([...columns, 'status', 'percent', 'respondents', 'source', 'sample'], body));
  files.set('survey.json', `${JSON.stringify({ schema: 'netvakt-survey/1', isSample, rows })}\n`);
}
