import { expect, test } from '@jest/globals';
import { type Rule, RuleTable, ruleFrom } from '@netvakt/matcher';
import { SeenRules } from '../../src/parse/seen.ts';
import { DEFAULT_SEMANTICS } from '../../src/settings/settings.ts';

function rule(entry: string, change: Partial<Rule> = {}): Rule {
  const made = ruleFrom(entry, DEFAULT_SEMANTICS, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

function page(number: number, line: number): Rule {
  return rule(`http://bad.test/${'a'.repeat(number % 7)}${number}`, { line });
}

/** True if the rule is new; then it stays. */
function adding(): (one: Rule) => boolean {
  const table = new RuleTable(0);
  const seen = new SeenRules(table);
  return (one) => {
    table.push(one);
    return seen.settle() === 0;
  };
}

test('rules that differ in one field are two; in their line, one', () => {
  const add = adding();
  const first = rule('http://bad.test/a/', { kind: 'url' });
  const differing: readonly Partial<Rule>[] = [
    {},
    { kind: 'prefix' },
    { port: 8080 },
    { path: '/b' },
    { query: '' },
    { query: 'x' },
    { host: rule('other.test').host },
  ];
  for (const change of differing) expect(add({ ...first, ...change })).toBe(true);
  for (const change of differing) expect(add({ ...first, ...change, line: 9, list: 3 })).toBe(false);
});

test('many rules, each twice: the second time every one is known', () => {
  const rules = Array.from({ length: 20_000 }, (_, index) => rule(`http://bad-${index % 100}.test/${index}`));
  const add = adding();
  expect(rules.filter((one) => add(one))).toHaveLength(20_000);
  expect(rules.filter((one) => add({ ...one }))).toHaveLength(0);
});

test('rows that wait together: the first of equal ones stays, and what stays is in order', () => {
  const table = new RuleTable(0);
  const seen = new SeenRules(table);
  seen.reserve(10);
  const added = Array.from({ length: 5000 }, (_, index) => page((index * index) % 1009, index + 1));
  const first = new Map<string, Rule>();
  for (const one of added) if (!first.has(one.path)) first.set(one.path, one);
  for (const [index, one] of added.entries()) {
    table.push(one);
    if (index % 700 === 699) seen.settle();
  }
  expect(seen.waiting).toBe(5000 % 700);
  seen.settle();
  expect(seen.waiting).toBe(0);
  expect([...table]).toEqual([...first.values()]);
});
