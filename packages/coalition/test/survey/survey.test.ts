import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readSurvey, surveyRowJsonSchema } from '../../src/survey/survey.ts';

const SAMPLE = readFileSync(
  fileURLToPath(new URL('../../../../fixtures/coalition/survey-sample.csv', import.meta.url)),
  'utf8',
);
const HEAD = 'year,market,ages,question_en,question_sv,status,percent,respondents,source,sample';
const ROW = '2026,se,9-12,Uses the internet,Använder internet,value,12.5,400,Institute,no';

const table = (...rows: readonly string[]): string => [HEAD, ...rows].join('\n');

function faultOf(text: string): string {
  try {
    readSurvey(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

test('the invented sample is one, and says so', () => {
  const { rows, isSample } = readSurvey(SAMPLE);
  expect(isSample).toBe(true);
  expect(rows).toHaveLength(72);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['value', 'missing', 'hidden']));
});

test('a row is read in full; zero is a value, and what is empty is not', () => {
  const { rows, isSample } = readSurvey(
    table(
      ROW,
      '2025,all,16+,Uses the internet,,value,0,,Institute,no',
      '2024,se,13,Uses the internet,,hidden,,,Institute,no',
    ),
  );
  expect(isSample).toBe(false);
  expect(rows).toEqual([
    {
      year: 2026,
      market: 'se',
      ages: '9-12',
      questions: { en: 'Uses the internet', sv: 'Använder internet' },
      status: 'value',
      percent: 12.5,
      respondents: 400,
      source: 'Institute',
    },
    {
      year: 2025,
      market: 'all',
      ages: '16+',
      questions: { en: 'Uses the internet' },
      status: 'value',
      percent: 0,
      respondents: undefined,
      source: 'Institute',
    },
    {
      year: 2024,
      market: 'se',
      ages: '13',
      questions: { en: 'Uses the internet' },
      status: 'hidden',
      percent: undefined,
      respondents: undefined,
      source: 'Institute',
    },
  ]);
});

test('semicolons, a byte order mark, and columns in another order', () => {
  const columns = HEAD.split(',').toReversed().join(';');
  const row = ROW.split(',').toReversed().join(';');
  expect(readSurvey(`\uFEFF${columns}\r\n${row}\r\n`)).toEqual(readSurvey(table(ROW)));
});

test.each([
  { why: 'nothing', text: '', expected: /no row below its header/u },
  { why: 'a header alone', text: HEAD, expected: /no row below its header/u },
  {
    why: 'a column that is missing',
    text: 'year,market\n2026,se',
    expected: /line 1: no column ages, question_en, status/u,
  },
  {
    why: 'a column that is none',
    text: `${HEAD},name\n${ROW},secret`,
    expected: /line 1: column 11 is none of this table/u,
  },
  { why: 'a column twice', text: `${HEAD},year\n${ROW},2026`, expected: /a column is there twice/u },
  { why: 'a share above 100', text: table(ROW.replace('12.5', '101')), expected: /line 2, percent: is no share/u },
  {
    why: 'a share with a comma',
    text: table(ROW.replace('12.5', '"12,5"')),
    expected: /line 2, percent: is no share/u,
  },
  {
    why: 'a value that is missing',
    text: table(ROW.replace('12.5', '')),
    expected: /percent: is there if the status is value/u,
  },
  {
    why: 'a hidden value',
    text: table(ROW.replace('value', 'hidden')),
    expected: /percent: is there if the status is value/u,
  },
  { why: 'a status that is none', text: table(ROW.replace('value', 'secret')), expected: /line 2, status: /u },
  { why: 'an age that is none', text: table(ROW.replace('9-12', 'young')), expected: /line 2, ages: is no age group/u },
  {
    why: 'a control character',
    text: table(ROW.replace('Uses', 'Us\u0007es')),
    expected: /question_en: has a control character/u,
  },
  {
    why: 'the direction of writing turned',
    text: table(ROW.replace('Uses', 'Us\u202Ees')),
    expected: /question_en: has a control/u,
  },
  {
    why: 'a long translation',
    text: table(ROW.replace('Använder', 'a'.repeat(201))),
    expected: /question_sv: is no text/u,
  },
  { why: 'the same row twice', text: table(ROW, ROW), expected: /line 3: the same year, market, ages and question/u },
  {
    why: 'half a sample',
    text: table(ROW, ROW.replace('2026', '2025').replace(/no$/u, 'yes')),
    expected: /line 3, sample/u,
  },
  {
    why: 'a fault below an empty line',
    text: table('', ROW, '', ROW.replace('12.5', '101')),
    expected: /line 5, percent: is no share/u,
  },
  { why: 'a quote that is open', text: table('2026,"se'), expected: /line \d+: CSV_/u },
  {
    why: 'too many rows',
    text: table(...Array.from({ length: 2001 }, (_, i) => ROW.replace('Uses', `${i} uses`))),
    expected: /it has more than 2000 rows/u,
  },
  { why: 'a file of half a megabyte', text: 'a'.repeat(500_001), expected: /more than 500000 characters/u },
])('$why: a fault with its place', ({ text, expected }) => {
  expect(faultOf(text)).toMatch(expected);
  expect(faultOf(text)).not.toContain('secret');
});

test('its JSON Schema names every column', () => {
  const { required } = surveyRowJsonSchema() as { required: string[] };
  expect(required).toEqual(HEAD.split(',').filter((column) => column !== 'question_sv'));
});
