/** How often the first rows are looked at: a list of odd lines, or of comments, must not be looked at again for each row. */
import { expect, jest, test } from '@jest/globals';
import * as guess from '../../src/parse/formats/guess.ts';

let looks = 0;
jest.unstable_mockModule('../../src/parse/formats/guess.ts', () => ({
  ...guess,
  guessFormat: (rows: readonly string[], unreadable: number) => {
    looks += 1;
    return guess.guessFormat(rows, unreadable);
  },
}));
const { parse } = await import('../support/parse.ts');

test.each<{ why: string; text: string; most: number; ok: boolean }>([
  { why: 'no format explains it', text: 'good.test\n<odd>\n'.repeat(4000), most: 1, ok: false },
  { why: 'comments, then a list', text: `${'# a\n'.repeat(40_000)}${'bad.test\n'.repeat(30_000)}`, most: 8, ok: true },
])('$why', ({ text, most, ok }) => {
  looks = 0;
  expect(parse(text).ok).toBe(ok);
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThanOrEqual(most);
});
