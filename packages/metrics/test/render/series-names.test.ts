import { expect, test } from '@jest/globals';
import { escapeLabel, labelSet, SeriesNames } from '../../src/render/series-names.ts';

/** What each scrape's names must be, without a memory. */
function afresh(rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => `family_total${labelSet(['market', 'list'], row)}`);
}

function scraped(names: SeriesNames, rows: readonly (readonly string[])[]): string[] {
  names.begin();
  const texts = rows.map((row) => names.next(row));
  names.end();
  return texts;
}

test.each([
  {
    why: 'the same again',
    rows: [
      ['se', 'a'],
      ['se', 'b'],
    ],
  },
  {
    why: 'one came in between: all after it have moved',
    rows: [
      ['se', 'a'],
      ['se', 'aa'],
      ['se', 'b'],
    ],
  },
  { why: 'one went', rows: [['se', 'b']] },
  { why: 'none is left', rows: [] },
  {
    why: 'only the last label differs',
    rows: [
      ['se', 'a'],
      ['se', 'c'],
    ],
  },
  {
    why: 'only the first label differs',
    rows: [
      ['lt', 'a'],
      ['se', 'b'],
    ],
  },
])('a scrape names what there is now, whatever there was before: $why', ({ rows }) => {
  const names = new SeriesNames('family_total', ['market', 'list']);
  const before = [
    ['se', 'a'],
    ['se', 'b'],
  ];
  expect(scraped(names, before)).toEqual(afresh(before));
  expect(scraped(names, rows)).toEqual(afresh(rows));
  expect(scraped(names, before)).toEqual(afresh(before));
});

test('a family without labels has no braces', () => {
  expect(scraped(new SeriesNames('plain', []), [[]])).toEqual(['plain']);
});

test('what would end a value is escaped', () => {
  expect(escapeLabel('a"b\\c\nd')).toBe('a\\"b\\\\c\\nd');
  expect(labelSet(['list'], ['x"'])).toBe('{list="x\\""}');
});
