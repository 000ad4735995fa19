import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { chooseLanguage, languagesWanted } from '../../src/answer/accept-language.ts';
import { readRequest } from '../support/reading.ts';

const BALTIC = ['lt', 'ru', 'en'];

test.each<{ why: string; wanted: string; offered?: readonly string[]; got: string }>([
  { why: 'no wish: the market’s own', wanted: '', got: 'lt' },
  { why: 'a browser in English', wanted: 'en-US,en;q=0.9', got: 'en' },
  { why: 'a browser in German, with English behind it', wanted: 'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', got: 'en' },
  { why: 'weights, not order', wanted: 'en;q=0.4, ru;q=0.8', got: 'ru' },
  { why: 'equal weights: order', wanted: 'ru,en', got: 'ru' },
  { why: 'case means nothing', wanted: 'RU-ru', got: 'ru' },
  { why: 'script and region fall away', wanted: 'ru-Cyrl-KZ', got: 'ru' },
  { why: 'a region if only another was asked for', wanted: 'pt', offered: ['en', 'pt-br'], got: 'pt-br' },
  { why: 'anything: the market’s own', wanted: 'fr,*;q=0.1', got: 'lt' },
  { why: 'anything but', wanted: '*, lt;q=0', got: 'ru' },
  { why: 'a language ruled out', wanted: 'en;q=0,ru;q=0.001', got: 'ru' },
  { why: 'nothing fits: the market’s own', wanted: 'fr,it', got: 'lt' },
  { why: 'spaces and tabs', wanted: ' \ten ; q=1.000 ,', got: 'en' },
  { why: 'a prefix that is no sub-tag', wanted: 'english,ruthenian', got: 'lt' },
  {
    why: 'broken members are nothing, the others stay',
    wanted: 'en;q=2,;,=,en_US,-,ru;q=.5,"ru",<b>,en;q=0.1',
    got: 'en',
  },
  { why: 'what comes after 16 members is not read', wanted: `${'x,'.repeat(16)}en`, got: 'lt' },
  { why: 'what comes after 256 bytes is not read', wanted: `${' '.repeat(256)}en`, got: 'lt' },
])('$why', ({ wanted, offered = BALTIC, got }) => {
  expect(offered[chooseLanguage(wanted, offered)]).toBe(got);
});

test('total: any bytes choose one of the languages offered', () => {
  const member = fc.constantFrom(
    'en',
    'lt',
    'RU',
    '*',
    ';q=',
    '0.5',
    ',',
    '-',
    ' ',
    '\0',
    'é',
    'q=1',
    ';;',
    '9'.repeat(99),
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(member).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(anything, (wanted) => {
      const index = chooseLanguage(wanted, BALTIC);
      expect(BALTIC[index]).toBeDefined();
    }),
    { seed: 6, numRuns: 2000 },
  );
});

test('only the first field is read, and no more than its first 256 bytes', () => {
  const lines = `Accept-Language: en${' '.repeat(300)}x\r\naccept-language: ru\r\n`;
  const { request } = readRequest(`GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n${lines}\r\n`);
  expect(languagesWanted(request)).toBe(`en${' '.repeat(254)}`);
});
