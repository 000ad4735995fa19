import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EditionFigure, type EditionPayload, EVERY } from '@netvakt/coalition';
import { type MadeCoalition, makeCoalition, SMALL_COALITION } from '@netvakt/fixtures/coalition';
import { runCommand } from '../../support/captured.ts';

const SURVEY = fileURLToPath(new URL('../../../../../fixtures/coalition/survey-sample.csv', import.meta.url));
const LANGUAGES = ['en', 'sv', 'lt', 'lv', 'et', 'nl', 'hr', 'de', 'kk', 'ru'];
const root = mkdtempSync(join(tmpdir(), 'netvakt-page-'));
let made: MadeCoalition;
let out: string;

const zero = (one: EditionFigure): EditionFigure =>
  one.indicator === 'fail-open-rules' && one.market === EVERY ? { ...one, status: 'value', ratio: '0' } : one;

beforeAll(async () => {
  made = await makeCoalition(root, {
    ...SMALL_COALITION,
    quarters: 2,
    change: (edition) => ({ ...edition, figures: edition.figures.map(zero) }),
  });
  out = await write('out', '--survey', SURVEY);
});
afterAll(() => rmSync(root, { recursive: true }));

async function write(name: string, ...words: readonly string[]): Promise<string> {
  const folder = join(root, name);
  const { code, stderr } = await runCommand(['coalition', 'page', '--home', made.home, '--out', folder, ...words]);
  if (code !== 0) throw new Error(stderr);
  return folder;
}

function filesIn(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

const page = (name: string): string => readFileSync(join(out, name), 'utf8');

test('both pages are written in every language, the first one also as index.html, with links between them', () => {
  for (const folder of ['public', 'members']) {
    for (const language of LANGUAGES) {
      const html = page(`${folder}/${language}.html`);
      expect(html).toContain(`<html lang="${language}">`);
      for (const other of LANGUAGES) expect(html).toContain(`<a href="${other}.html" hreflang="${other}"`);
    }
    expect(page(`${folder}/index.html`)).toBe(page(`${folder}/en.html`));
  }
});

test('no page has a script, asks for anything, or shows what went wrong when it was made', () => {
  for (const [path, html] of filesIn(out)) {
    if (!path.endsWith('.html')) continue;
    // The root of the log is random: it holds any three letters once in a while.
    const odd = /<script|\bsrc=|@import|url\(|https?:\/\/|style="|undefined|\bNaN\b|@\d|clip-path/u.exec(html);
    expect([path, odd?.[0]]).toEqual([path, undefined]);
  }
});

const texts = (html: string): string[] => [...html.matchAll(/<h[23][^>]*>([^<]+)</gu)].map(([, text = '']) => text);

test('no text of one language is left in another', () => {
  const english = new Set(texts(page('public/en.html')));
  for (const language of LANGUAGES.filter((one) => one !== 'en')) {
    const same = texts(page(`public/${language}.html`)).filter((text) => english.has(text));
    // Questions of the survey that have no translation stay English, and are marked as English.
    const untranslated = [...page(`public/${language}.html`).matchAll(/<h3 [^>]*lang="en"[^>]*>([^<]+)</gu)];
    expect([language, same.filter((text) => untranslated.every(([, one]) => one !== text))]).toEqual([language, []]);
  }
  expect(page('public/sv.html')).toContain('Använder internet varje dag');
});

test('figures are written in the language, hidden and missing are words, and zero is a figure', () => {
  const [english, swedish] = [page('public/en.html'), page('public/sv.html')];
  expect(english).toMatch(/<td>\d+\.\d+<\/td>/u);
  expect(swedish).toMatch(/<td>\d+,\d+<\/td>/u);
  expect(english).toContain('<td><i>hidden</i></td>');
  expect(english).toContain('<td><i>missing</i></td>');
  expect(swedish).toContain('<td><i>dold</i></td>');
  expect(/id="i-fail-open-rules"[^]*?<tr><th scope="row">2025-Q3<\/th><td>0<\/td>/u.test(english)).toBe(true);
});

test('all editions are there with their reasons, and their files are what the folder has', () => {
  const html = page('public/en.html');
  for (const [name, reason] of [
    ['2025-Q2.1', 'first edition'],
    ['2025-Q3.1', 'first edition'],
    ['2025-Q3.2', 'late reports'],
  ]) {
    expect(html).toContain(`<th scope="row">${name}</th><td>${reason}</td>`);
    const file = readFileSync(join(made.folder, 'public/edition', `${name}.json`));
    expect(readFileSync(join(out, 'public/edition', `${name}.json`)).equals(file)).toBe(true);
    expect(html).toContain(`<code>${createHash('sha256').update(file).digest('hex')}</code>`);
  }
});

test('the downloads hold every figure of every edition, and their digests are right', () => {
  const { editions } = JSON.parse(page('public/figures.json')) as { editions: EditionPayload[] };
  expect(editions.map(({ edition }) => edition)).toEqual(['2025-Q2.1', '2025-Q3.1', '2025-Q3.2']);
  const rows = page('public/figures.csv').split('\r\n');
  expect(rows).toHaveLength(editions.reduce((sum, { figures }) => sum + figures.length, 0) + 2);
  expect(rows[1]).toMatch(/^2025-Q2,2025-Q2\.1,first,2025-07-13,list-age,se,2025-04,(?:value|hidden),/u);
  for (const folder of ['public', 'members']) {
    const lines = page(`${folder}/SHA256SUMS`).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const [digest = '', path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(out, folder, path)))
          .digest('hex'),
      ).toBe(digest);
    }
  }
});

const digests = (folder: string): string[] =>
  [...filesIn(folder)].map(([path, text]) => `${createHash('sha256').update(text).digest('hex')} ${path}`);

test('the same folder gives the same bytes', async () => {
  expect(digests(await write('again', '--survey', SURVEY))).toEqual(digests(out));
});

test('one language, and no survey', async () => {
  const files = filesIn(await write('swedish', '--language', 'sv'));
  const pages = [...files.keys()].filter((path) => path.endsWith('.html'));
  expect(pages).toEqual(['members/index.html', 'members/sv.html', 'public/index.html', 'public/sv.html']);
  expect(files.get('public/index.html')).not.toContain('id="survey"');
});

test('a survey that is invented says so, and stands apart', () => {
  const html = page('public/en.html');
  expect(html).toMatch(/<h2 id="survey">[^]*Sample: these figures are invented\./u);
  expect(html.indexOf('id="survey"')).toBeGreaterThan(html.indexOf('id="volume"'));
  expect(page('public/survey.csv')).toContain('hidden,,');
});

test.each([
  {
    why: 'a language that there is not',
    words: ['--language', 'tlh'],
    message: /no pages in "tlh"\. Name one of en, sv/u,
  },
  {
    why: 'no survey',
    words: ['--survey', '/nonexistent.csv'],
    message: /Cannot read \/nonexistent\.csv \(ENOENT\)\. Name the file of the survey/u,
  },
  { why: 'no home', words: ['--home', '/nonexistent'], message: /not the home of a member.*netvakt coalition join/u },
])('$why: an error with a remedy', async ({ words, message }) => {
  const { code, stderr } = await runCommand([
    'coalition',
    'page',
    '--home',
    made.home,
    '--out',
    join(root, 'no'),
    ...words,
  ]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
});

test('a folder that cannot be written to is named', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  const { code, stderr } = await runCommand([
    'coalition',
    'page',
    '--home',
    made.home,
    '--out',
    join(file, 'below'),
    '--language',
    'en',
  ]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/Cannot write to .*below \(ENOTDIR\)\. Name a folder/u)]);
});

test('an edition that was changed after it was recorded is not published', async () => {
  const path = join(made.folder, 'public/edition/2025-Q3.2.json');
  const before = readFileSync(path);
  writeFileSync(path, readFileSync(join(made.folder, 'public/edition/2025-Q3.1.json')));
  const { code, stderr } = await runCommand(['coalition', 'page', '--home', made.home, '--out', join(root, 'forged')]);
  writeFileSync(path, before);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/not sound \(file-rewritten\).*netvakt coalition verify --no-cosign/u),
  ]);
});
