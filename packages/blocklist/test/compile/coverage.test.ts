/** What `list verify` reports of a list: rules that wider ones of it cover. */
import { expect, test } from '@jest/globals';
import { coverageOf } from '../../src/compile/coverage.ts';
import { parse, taken } from '../support/parse.ts';

test.each<{ why: string; entries: string[]; want: number }>([
  { why: 'the root of a site is not below itself', entries: ['http://site.test/'], want: 0 },
  { why: 'nor is a directory', entries: ['http://site.test/a/'], want: 0 },
  { why: 'pages and directories are below both', entries: ['site.test/', 'site.test/a/', 'site.test/b'], want: 2 },
  { why: 'a page is below its directory only', entries: ['site.test/a/', 'site.test/a/b', 'site.test/b'], want: 1 },
])('$why', ({ entries, want }) => {
  const settings = { format: 'urls', semantics: { directoryIsPrefix: true } } as const;
  const list = taken(parse(entries.map((entry) => entry.replace(/^site/u, 'http://site')).join('\n'), settings));
  expect(coverageOf(list).covered).toBe(want);
});
