import { expect, test } from '@jest/globals';
import { suggest } from '../../src/config/suggest.ts';

const KEYS = ['port', 'address', 'hosts', 'max_entries', 'min_entries'];

test.each<{ why: string; word: string; want: string | undefined }>([
  { why: 'two letters changed places', word: 'prot', want: 'port' },
  { why: 'one letter left out', word: 'adress', want: 'address' },
  { why: 'camel case', word: 'maxEntries', want: 'max_entries' },
  { why: 'hyphens', word: 'min-entries', want: 'min_entries' },
  { why: 'a word of its own', word: 'timeout', want: undefined },
  { why: 'nothing at all', word: '', want: undefined },
  { why: 'a page of text does not cost a page of time', word: 'x'.repeat(1_000_000), want: undefined },
])('$why', ({ word, want }) => {
  expect(suggest(word, KEYS)).toBe(want);
});
