import { expect, test } from '@jest/globals';
import { DEFAULT_CHANGE_BOUNDS, judgeShadowing, judgeSize, wideDomains } from '../../src/guard/change.ts';
import { parse, taken } from '../support/parse.ts';

test.each<{ before: number; now: number; want: string | undefined }>([
  { before: 1000, now: 1000, want: undefined },
  { before: 1000, now: 1200, want: undefined },
  { before: 1000, now: 1201, want: 'grew' },
  { before: 1000, now: 800, want: undefined },
  { before: 1000, now: 799, want: 'shrank' },
  { before: 10, now: 60, want: undefined },
  { before: 10, now: 61, want: 'grew' },
  { before: 60, now: 10, want: undefined },
  { before: 0, now: 8000, want: 'grew' },
  { before: 100, now: 0, want: 'shrank' },
])('from $before to $now rules: $want', ({ before, now, want }) => {
  expect(judgeSize(before, now, DEFAULT_CHANGE_BOUNDS)?.reason).toBe(want);
});

const pages = Array.from({ length: 15 }, (_, index) => `http://photos.host.test/${index}`);
const hosts = Array.from({ length: 10 }, (_, index) => `u${index}.host.test`);
const rules = taken(
  parse([...pages, ...hosts, 'host.test', 'other.test', 'http://other.test/a'].join('\n'), { format: 'urls' }),
).rules;

test('a domain counts the other rules below it, pages included, and not itself', () => {
  expect([...wideDomains(rules, 1)]).toEqual([
    ['host.test', 25],
    ['other.test', 1],
  ]);
  expect([...wideDomains(rules, 20)]).toEqual([['host.test', 25]]);
});

test('a domain that covers much is held when it is new, and no longer once it was released', () => {
  const wide = wideDomains(rules, 20);
  expect(judgeShadowing(wide, () => false)).toMatchObject({ reason: 'shadows-many' });
  expect(judgeShadowing(wide, (domain) => domain === 'host.test')).toBeUndefined();
  expect(JSON.stringify(judgeShadowing(wide, () => false))).not.toContain('host.test');
});

test('however many domains cover much, the judgement is one', () => {
  const wide = new Map(Array.from({ length: 300_000 }, (_, index) => [`${index}.test`, 20 + (index % 7)]));
  expect(judgeShadowing(wide, () => false)).toEqual({
    reason: 'shadows-many',
    found: '300000 domains newly cover other rules of the list, one of them 26',
  });
});
