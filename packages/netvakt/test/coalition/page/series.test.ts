import { expect, test } from '@jest/globals';
import { type EditionFigure, type EditionPayload, EVERY } from '@netvakt/coalition';
import { Figures, scaleOf } from '../../../src/coalition/page/format.ts';
import { drawAll, groupSection } from '../../../src/coalition/page/indicators.ts';
import type { PublishedEdition } from '../../../src/coalition/page/record.ts';
import { newestEditions, seriesByGroup } from '../../../src/coalition/page/series.ts';
import { PAGE_TEXTS } from '../../../src/coalition/page/texts/texts.ts';
import type { PageWords } from '../../../src/coalition/page/words.ts';

interface Changes {
  readonly definitions?: string;
  readonly per?: number;
  readonly status?: EditionFigure['status'];
  readonly hasKnownTable?: boolean;
  readonly endings?: EditionPayload['tls_block'];
}

/** An edition with one figure. */
function editionOf(name: string, indicator: string, ratio: string, changes: Changes = {}): PublishedEdition {
  const { definitions = 'a'.repeat(64), per = 1, status = 'value', hasKnownTable = true, endings } = changes;
  const figure: EditionFigure = {
    indicator,
    market: EVERY,
    month: EVERY,
    status,
    ...(status === 'value' ? { contributors: 5, ratio, bins: [2, 3] } : {}),
  };
  const edition: EditionPayload = {
    schema: 'netvakt-edition/1',
    coalition: 'test',
    policy: 'b'.repeat(64),
    definitions,
    quarter: name.slice(0, 7),
    edition: name,
    reason: 'first',
    members: 5,
    submissions: 5,
    sums: {},
    tls_block: endings,
    indicators: [{ id: indicator, sharedCounts: [], per, bins: [600] }],
    figures: [figure],
  };
  return { edition, hasKnownTable, bytes: Buffer.alloc(0), sha256: '', recorded: 0 };
}

const words = (language: string): PageWords => PAGE_TEXTS[language] as PageWords;

function sectionOf(editions: readonly PublishedEdition[], language = 'en'): string {
  const groups = seriesByGroup(newestEditions(editions));
  const figures = new Figures(language, words(language));
  return groups.map((group) => groupSection(group, drawAll(groups), words(language), figures)).join('');
}

/** The rows of the tables, as text. */
const rowsOf = (html: string): string[] =>
  [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gu)].map(([, row = '']) => row.replaceAll(/<[^>]+>/gu, ' ').trim());

test('the newest edition of a quarter counts, and no quarter is left out', () => {
  const html = sectionOf([
    editionOf('2025-Q4.1', 'list-age', '500'),
    editionOf('2025-Q4.2', 'list-age', '700'),
    editionOf('2026-Q2.1', 'list-age', '0'),
  ]);
  expect(rowsOf(html)).toEqual(['Quarter  All markets', '2026-Q2  0', '2026-Q1  –', '2025-Q4  11.67']);
});

const linesIn = (html: string): number =>
  [...html.matchAll(/d="M[^"]*L[^"]*" fill="none" stroke="var\(--b\)"/gu)].length;

test('a quarter that was counted by other definitions is set apart, in the table and in the drawing', () => {
  const [same, other] = ['a', 'c'].map((definitions) =>
    sectionOf([
      editionOf('2026-Q1.1', 'pages', '1', { definitions: definitions.repeat(64), per: 100_000 }),
      editionOf('2026-Q2.1', 'pages', '2', { per: 100_000 }),
    ]),
  ) as [string, string];
  expect(rowsOf(same)).toEqual(['Quarter  All markets', '2026-Q2  2', '2026-Q1  1']);
  expect(rowsOf(other)).toEqual([
    'Quarter  All markets',
    '2026-Q2  2',
    'Counted by other definitions: not comparable with the rows above',
    '2026-Q1  1',
  ]);
  expect([linesIn(same), linesIn(other)]).toEqual([1, 0]);
});

test('a quarter to which members with different endings add says so, for what depends on them', () => {
  const [attempts, pages] = ['attempts', 'pages'].map((id) =>
    rowsOf(
      sectionOf([
        editionOf('2026-Q1.1', id, '1', { per: 100_000, endings: ['alert', 'reset'] }),
        editionOf('2026-Q2.1', id, '2', { per: 100_000, endings: ['alert'] }),
      ]),
    ),
  );
  expect(attempts?.slice(1)).toEqual([
    '2026-Q2  2',
    '2026-Q1  1',
    'Quarter above: members ended blocked TLS handshakes in different ways, so it is not comparable with others',
  ]);
  expect(pages?.slice(1)).toEqual(['2026-Q2  2', '2026-Q1  1']);
});

test('a policy that gives a ratio for another number of the denominator changes no figure', () => {
  const html = sectionOf([
    editionOf('2026-Q1.1', 'pages', '12', { per: 10_000 }),
    editionOf('2026-Q2.1', 'pages', '120', { per: 100_000 }),
  ]);
  expect(rowsOf(html).slice(1)).toEqual(['2026-Q2  120', '2026-Q1  120']);
  expect(html).toContain('page views / 100,000 subscriptions');
});

test('hidden and missing are signs in the drawing and words in the table; zero is neither', () => {
  const html = sectionOf([
    editionOf('2026-Q1.1', 'uptime', '', { per: 100, status: 'hidden' }),
    editionOf('2026-Q2.1', 'uptime', '', { per: 100, status: 'missing' }),
    editionOf('2026-Q3.1', 'uptime', '0', { per: 100 }),
  ]);
  expect(rowsOf(html).slice(1)).toEqual(['2026-Q3  0', '2026-Q2   missing', '2026-Q1   hidden']);
  expect([...html.matchAll(/stroke="var\(--w\)"/gu)]).toHaveLength(2);
});

test.each([
  { most: '59', unit: 'seconds', value: '59 seconds' },
  { most: '600', unit: 'minutes', value: '10 minutes' },
  { most: '5400', unit: 'minutes', value: '90 minutes' },
  { most: '14400', unit: 'hours', value: '4 hours' },
  { most: '432000', unit: 'days', value: '5 days' },
])('seconds are shown in $unit if there are $most of them', ({ most, unit, value }) => {
  const [group] = seriesByGroup([editionOf('2026-Q1.1', 'list-age', most)]);
  const [series] = group?.series ?? [];
  if (series === undefined) throw new Error('There is no series');
  const figures = new Figures('en', words('en'));
  expect(figures.unit(series, scaleOf(series))).toBe(unit);
  expect(figures.withUnit(Number(most), scaleOf(series))).toBe(value);
});

const axisOf = (ratio: string): string[] =>
  [
    ...sectionOf([editionOf('2026-Q1.1', 'uptime', ratio, { per: 100 })]).matchAll(
      /<text[^>]*text-anchor="end"[^>]*>([^<]+)</gu,
    ),
  ].map(([, text = '']) => text);

test('shares that are all high begin below the least of them, and others at 0', () => {
  expect(axisOf('99.95')).toEqual(['99.9', '99.95', '100']);
  expect(axisOf('97')).toEqual(['96', '98', '100']);
  expect(axisOf('3')[0]).toBe('0');
});

test('a definition is shown only if the editions count by the table that this program has', () => {
  const known = sectionOf([editionOf('2026-Q1.1', 'uptime', '99', { per: 100 })]);
  const other = sectionOf([editionOf('2026-Q1.1', 'uptime', '99', { per: 100, hasKnownTable: false })]);
  expect(known).toContain('<details>');
  expect(other).not.toContain('<details>');
});

test('an indicator that this program does not know is shown by its name, last', () => {
  const html = sectionOf([editionOf('2026-Q1.1', 'from-another-version', '3', { per: 1000 })], 'sv');
  expect(html).toMatch(/>Hur mycket som blockeras<.*>from-another-version<\/h3>\s*<p class="note">1 \/ 1\s000</su);
});

test('a name that a browser would run is shown as it is', () => {
  const html = sectionOf([editionOf('2026-Q1.1', '"><script>x</script>$&@5@', '3', { per: 1 })]);
  expect(html).toContain('>&quot;&gt;&lt;script&gt;x&lt;/script&gt;$&amp;@5@</h3>');
  expect(html).not.toMatch(/<script|id="[^"]*[^\w"-][^"]*"/u);
});

test.each(Object.keys(PAGE_TEXTS))('the texts in %s are whole, and hold no figure', (language) => {
  const texts = Object.values(words(language)).flatMap((one: string | Readonly<Record<string, string>>) =>
    typeof one === 'string' ? [one] : Object.values(one),
  );
  const english = Object.keys(words('en').indicators);
  expect(Object.keys(words(language).indicators)).toEqual(english);
  for (const text of texts) expect(text).toMatch(/^[^\s<>&\d][^<>&]*\S$/u);
  expect(words(language).chart).toMatch(/\{title\}.*\{unit\}/u);
});
