import { expect, test } from '@jest/globals';
import { showsFigure } from '../../../src/demo/coalition/leaks.ts';

const FIGURES = [417_203, 71_201];
const numberOf = (language: string): string => new Intl.NumberFormat(language).format(417_203);

test.each([
  ['as digits', '{"total":417203}'],
  ['within base64url', Buffer.from('{"a":"a longer document","total":71201}').toString('base64url')],
  ...['en', 'sv', 'de', 'lv', 'kk', 'de-CH'].map((language) => [
    `as a page in ${language} writes it`,
    `<td>${numberOf(language)}</td>`,
  ]),
])('a figure is found %s', (_what, text) => {
  expect(showsFigure(text, FIGURES)).toBe(true);
});

test.each([
  ['digits within a digest', 'b417203c'.repeat(8)],
  ['digits within a larger number', '1417203 4172030 1417,203 417,2030'],
  ['coordinates of a drawing', '<path d="M0 0L71.201 417,203"/><text transform="translate(71 201)">5</text>'],
  ['numbers of two cells', '<td>417</td><td>203</td>'],
])('%s are no figure', (_what, text) => {
  expect(showsFigure(text, FIGURES)).toBe(false);
});
