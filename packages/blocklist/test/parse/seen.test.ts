import { expect, test } from '@jest/globals';
import { type Rule, RuleTable, ruleFrom } from '@netvakt/matcher';
import { SeenRules } from '../../src/parse/seen.ts';
import { DEFAULT_SEMANTICS } from '../../src/settings/settings.ts';

function rule(entry: string, change: Partial<Rule> = {}): Rule {
  const made = ruleFrom(entry, DEFAULT_SEMANTICS, 0, 1);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

/** True if the rule is new; then it stays. */
function adding(): (one: Rule) => boolean {
  const table = new RuleTable(0);
  const seen = new SeenRules(table);
  return (one) => {
    const isNew = seen.isNew(table.push(one));
    if (!isNew) table.pop();
    return isNew;
  };
}

test('rules that differ in one field are two; in their line, one', () => {
  const add = adding();
  const page = rule('http://bad.test/a');
  const differing: readonly Partial<Rule>[] = [
    {},
    { kind: 'prefix' },
    { port: 8080 },
    { path: '/b' },
    { query: '' },
    { query: 'x' },
    { host: rule('other.test').host },
  ];
  for (const change of differing) expect(add({ ...page, ...change })).toBe(true);
  for (const change of differing) expect(add({ ...page, ...change, line: 9, list: 3 })).toBe(false);
});

test('many rules, each twice: the second time every one is known', () => {
  const rules = Array.from({ length: 20_000 }, (_, index) => rule(`http://bad-${index % 100}.test/${index}`));
  const add = adding();
  expect(rules.filter((one) => add(one))).toHaveLength(20_000);
  expect(rules.filter((one) => add({ ...one }))).toHaveLength(0);
});
