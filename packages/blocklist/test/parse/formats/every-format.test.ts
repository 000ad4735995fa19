/** A format is whole: a reader, a fixture, a row of the operators' page. TypeScript demands the first two of a new one, a test the third. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FORMATS } from '../../../src/parse/formats/table.ts';
import { LIST_DIALECTS } from '../../../src/report/dialects.ts';
import { LIST_FORMATS, type ListFormat } from '../../../src/settings/settings.ts';
import { parse, refused, shortRules, taken } from '../../support/parse.ts';

/** A list of two hosts or pages in each format, and whether its format is found without being stated. */
interface Fixture {
  readonly list: string;
  readonly rules: readonly [string, string];
  readonly isGuessed: boolean;
}

const HOSTS = ['domain one.test', 'domain two.test'] as const;
const PAGES = ['url one.test/a', 'url two.test/b'] as const;
const HASHES = ['1', '2'].map((digit) => digit.repeat(64));

const FIXTURES: Readonly<Record<ListFormat, Fixture>> = {
  domains: { list: 'one.test\ntwo.test\n', rules: HOSTS, isGuessed: true },
  urls: { list: 'http://one.test/a\nhttp://two.test/b\n', rules: PAGES, isGuessed: true },
  hosts: { list: '0.0.0.0 one.test\n0.0.0.0 two.test\n', rules: HOSTS, isGuessed: true },
  semicolons: {
    list: '7;1795824000\nhttp://one.test/a;one.test;;\nhttp://two.test/b;two.test;;\n',
    rules: PAGES,
    isGuessed: true,
  },
  csv: { list: 'id,url\n1,http://one.test/a\n2,http://two.test/b\n', rules: PAGES, isGuessed: true },
  json: { list: '{"entries": ["one.test", "two.test"]}', rules: HOSTS, isGuessed: true },
  'json-lines': { list: '{"url": "http://one.test/a"}\n{"url": "http://two.test/b"}\n', rules: PAGES, isGuessed: true },
  zone: {
    list: '$ORIGIN rpz.test.\n@ 60 IN SOA ns.test. hm.test. 1 60 60 60 60\none.test CNAME .\ntwo.test CNAME .\n',
    rules: ['host one.test', 'host two.test'],
    isGuessed: true,
  },
  'filter-rules': { list: '||one.test^\n||two.test^\n', rules: HOSTS, isGuessed: true },
  'keyed-hashes': {
    list: `${HASHES.join('\n')}\n`,
    rules: [`domain ${HASHES[0]}`, `domain ${HASHES[1]}`],
    isGuessed: false,
  },
  dnsmasq: { list: 'address=/one.test/0.0.0.0\nlocal=/two.test/\n', rules: HOSTS, isGuessed: true },
  squidguard: { list: 'one.test\ntwo.test\n', rules: HOSTS, isGuessed: false },
  e2guardian: { list: 'one.test\ntwo.test\n', rules: HOSTS, isGuessed: false },
};

test('every format has its traits, its dialect and its place in the documentation', () => {
  const page = readFileSync(new URL('../../../../../docs/operating/lists.md', import.meta.url), 'utf8');
  const sorted = LIST_FORMATS.toSorted();
  for (const record of [FORMATS, LIST_DIALECTS, FIXTURES]) expect(Object.keys(record).toSorted()).toEqual(sorted);
  expect(LIST_FORMATS.filter((format) => !page.includes(`\n| \`${format}\` | `))).toEqual([]);
});

test.each(LIST_FORMATS)('%s: its fixture gives its rules, stated or found', (format) => {
  const { list, rules, isGuessed } = FIXTURES[format];
  const given = { bounds: { minEntries: 1 } };
  const stated = taken(parse(list, { ...given, format }));
  expect(stated.summary.format).toBe(format);
  expect(shortRules(stated).map((rule) => rule.replace(/ @\d+$/u, ''))).toEqual(rules);
  const found = parse(list, given);
  const formatFound = found.ok ? found.summary.format : found.summary?.format;
  expect(formatFound === format).toBe(isGuessed);
});

test('what is refused after a guess says which format was guessed', () => {
  const odd = Array.from({ length: 1000 }, (_, index) => `n-${index}.test\n`).join('') + 'a b c\n'.repeat(5000);
  expect(refused(parse(odd)).refusal.found).toMatch(/\. Its format was guessed: domains$/u);
  expect(refused(parse(odd, { format: 'domains' })).refusal.found).not.toContain('guessed');
  expect(refused(parse('one.test\nhttp://two.test/b\n||three.test^\n')).refusal.found).toMatch(
    /^\S+ explains 0\.\d+ of/u,
  );
});
