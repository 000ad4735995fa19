import { expect, test } from '@jest/globals';
import { addressesOf, compile, type Rule, RuleTable, ruleFrom, type TextPrefix, textRuleFrom } from '@netvakt/matcher';
import { TABLE_WORDS } from '../src/rule/table-row.ts';

const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
const ENTRIES = [
  'bad.test',
  'http://shop.test/a/b/',
  'http://shop.test/a',
  'http://shop.test/a?q=1',
  'http://shop.test:8080/a/',
  'http://[2001:db8::1]:8443/c',
  '192.0.2.1',
  '2001:db8::2',
];

function rule(entry: string, line: number, pathCase: 'sensitive' | 'insensitive' = 'sensitive'): Rule {
  const made = ruleFrom(entry, { ...SEMANTICS, pathCase }, 0, line);
  if (!made.ok) throw new Error(made.reason);
  return made.rule;
}

function textRule(entry: string, hosts: TextPrefix['hosts'], ends: TextPrefix['ends'], line: number): Rule {
  const made = textRuleFrom(entry, { hosts, ends }, 0, line);
  if (!made.ok) throw new Error(made.reason);
  return made.rule;
}

const rules: readonly Rule[] = [
  ...ENTRIES.map((entry, index) => rule(entry, index + 1)),
  rule('http://shop.test/Case/', 4_000_000_000, 'insensitive'),
  { ...rule('10.4.0.0', 11), networkBits: 30 },
  textRule('shop.test/page', 'site', 'anywhere', 12),
  textRule('shop.test/page', 'site', 'boundary', 13),
  textRule('shop.test/page?q=1', 'below', 'anywhere', 14),
];

function tableOf(all: Iterable<Rule>): RuleTable {
  const table = new RuleTable(0);
  for (const one of all) table.push(one);
  return table;
}

test('rules come out as they went in, however many', () => {
  const many = Array.from({ length: 200 }, () => rules).flat();
  const table = tableOf(many);
  expect(table).toHaveLength(many.length);
  expect([...table]).toEqual(many);
});

test('bytes that are canonical go in as they are', () => {
  const table = new RuleTable(0);
  const bytes = new TextEncoder().encode('http://shop.test/a');
  table.pushBytes('url', bytes, { start: 7, hostEnd: 16, end: 18 }, 3);
  table.pushBytes('domain', bytes, { start: 7, hostEnd: 16, end: 16 }, 4);
  expect([...table]).toEqual([rule('http://shop.test/a', 3), rule('shop.test', 4)]);
});

test('a row that is excluded is known and no rule; one that is taken back is neither', () => {
  const table = tableOf(rules);
  table.exclude(1);
  table.exclude(1);
  expect(table).toHaveLength(rules.length - 1);
  const again = table.push({ ...(rules[1] as Rule), line: 99 });
  expect(table.isSame(again, 1)).toBe(true);
  expect(table.hashAt(again, 5)).toBe(table.hashAt(1, 5));
  table.truncate(again);
  expect([...table]).toEqual(rules.filter((_, index) => index !== 1));
  expect(rules.map((_, row) => rules.filter((__, other) => table.isSame(row, other)).length)).toEqual(
    rules.map(() => 1),
  );
});

test('a table compiles to the same bytes as its rules one by one', () => {
  const options = {
    markets: ['se'],
    lists: [{ id: 'a', version: '1', markets: ['se'] }],
    seed: Uint32Array.of(1, 2, 3, 4),
  };
  expect(new Uint8Array(compile([tableOf(rules)], options))).toEqual(new Uint8Array(compile(rules, options)));
});

test('the addresses of a network, in order', () => {
  expect([...addressesOf(rule('10.4.0.8', 1).host, 30)]).toEqual(['10.4.0.8', '10.4.0.9', '10.4.0.10', '10.4.0.11']);
  expect([...addressesOf(rule('2001:db8::', 1).host, 127)]).toEqual(['2001:db8::', '2001:db8::1']);
  const wide = [...addressesOf(rule('10.4.0.0', 1).host, 16)];
  expect([wide.length, wide[0], wide.at(-1)]).toEqual([65_536, '10.4.0.0', '10.4.255.255']);
});

test('a table is full before the start of a text needs more than 31 bits', () => {
  for (const [length, isFull] of [
    [2 ** 31 - 2 ** 24, false],
    [2 ** 31 - 2 ** 24 + 1, true],
  ] as const) {
    const table = tableOf(rules);
    const last = table.rows - 1;
    // As if so much text were there.
    const [start = 0, after = 0] = [last - 1, last].map((row) => table.words[row * TABLE_WORDS]);
    table.words[(last - 1) * TABLE_WORDS] = length - (after - start);
    table.truncate(last);
    expect(table.isFull).toBe(isFull);
  }
});

test('a row that is moved has its rule, and room that was made changes none', () => {
  const table = tableOf(rules);
  table.reserve(1000, 10_000);
  table.moveRow(4, 1);
  table.moveRow(9, 2);
  table.truncate(3);
  expect([...table]).toEqual([rules[0], rules[4], rules[9]]);
  table.push(rules[1] as Rule);
  expect([...table]).toEqual([rules[0], rules[4], rules[9], rules[1]]);
});
