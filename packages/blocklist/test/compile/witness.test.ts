/** Every active rule has a witness, and a rule without one is reported as such: inert, or let through by an allow rule. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { attachSnapshot, Matcher, type Rule, RuleTable, ruleFrom, type Snapshot } from '@netvakt/matcher';
import * as fc from 'fast-check';
import { compileLists } from '../../src/compile/compile.ts';
import { compileFilesHere } from '../../src/compile/files.ts';
import { withoutInert } from '../../src/compile/without-inert.ts';
import { requestsFor, witnessesOf } from '../../src/compile/witness.ts';
import type { ParsedList } from '../../src/parse/list.ts';
import { DEFAULT_SEMANTICS } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../support/files.ts';
import { parse, settingsFor, taken } from '../support/parse.ts';

const inFolder = temporaryFolder();
const SEED = Uint32Array.of(1, 2, 3, 4);

function compiled(list: ParsedList, allowed: readonly Rule[] = []): Snapshot {
  return attachSnapshot(compileLists([list], { markets: ['se', 'lt'], seed: SEED }, allowed));
}

function rule(entry: string, change: Partial<Rule> = {}): Rule {
  const made = ruleFrom(entry, DEFAULT_SEMANTICS, 0, 7);
  if (!made.ok) throw new Error(made.reason);
  return { ...made.rule, ...change };
}

const allow = (entry: string): Rule => rule(entry, { action: 'allow', list: 1 });
const texts = (entry: string): string[] => requestsFor(rule(entry)).map(({ host, target }) => `${host} ${target}`);

const ENTRIES = `bad.test
a_b.test
www.bad.test
10.4.0.9
2001:db8::1
10.5.0.0/28
http://shop.test/a/
http://shop.test/b.html
http://shop.test/c?q=1
http://shop.test/c?
http://shop.test:8080/d
http://shop.test/e%20f/Å
http://shop.test/g//h;v=1/..%2Fi
http://[2001:db8::2]:8443/a/
`;

test('each kind of rule has a witness, in shadow and with any case, too', () => {
  for (const enforcement of ['enforce', 'shadow'] as const) {
    for (const pathCase of ['sensitive', 'insensitive'] as const) {
      const list = taken(parse(ENTRIES, { format: 'urls', enforcement, semantics: { pathCase } }));
      expect(list.summary.counts.active).toBe(14);
      expect(witnessesOf(list, compiled(list))).toMatchObject({ allowed: 0, inert: { total: 0 } });
    }
  }
});

test('a rule below a wider one has its witness; one that an allow rule takes out whole is no inert one', () => {
  const list = taken(parse('bad.test\nwww.bad.test\nhttp://bad.test/a\nshop.test\n', { format: 'urls' }));
  expect(witnessesOf(list, compiled(list))).toMatchObject({ allowed: 0, inert: { total: 0 } });
  // The whole of shop.test, and the page; of bad.test only the name itself.
  const hostOnly = { ...allow('bad.test'), kind: 'host' as const };
  const snapshot = compiled(list, [hostOnly, allow('shop.test'), allow('http://bad.test/a')]);
  expect(witnessesOf(list, snapshot)).toMatchObject({ allowed: 2, inert: { total: 0 } });
});

test('a rule that no request reaches is inert: counted with its line, and not active', () => {
  const list = taken(parse('bad.test\nshop.test\n', { format: 'urls' }));
  const rules = new RuleTable(0);
  for (const one of list.rules) rules.push(one);
  rules.push(rule('http://h.test/a', { path: '/a b', line: 3 }));
  rules.push(rule('http://h.test/a', { path: '/../a', line: 4 }));
  rules.push(rule('http://h.test/a/', { path: '/a%7E/', line: 5 }));
  const witnesses = witnessesOf({ ...list, rules }, compiled({ ...list, rules }));
  expect(witnesses.inert).toMatchObject({ total: 3, first: [{ line: 3 }, { line: 4 }, { line: 5 }] });
  const summary = {
    ...list.summary,
    counts: { ...list.summary.counts, active: 5 },
    kinds: { ...list.summary.kinds, url: 2, prefix: 1 },
  };
  const left = withoutInert(summary, witnesses);
  expect(left.counts).toMatchObject({ active: 2, quarantined: 3 });
  expect(left.kinds).toEqual({ domain: 2, host: 0, prefix: 0, url: 0, ip: 0 });
  expect([...left.quarantined.byReason]).toEqual([['no-witness', 3]]);
});

test('all addresses of a network are blocked, and none beside them', () => {
  const list = taken(parse('10.4.0.0/22\n2001:db8::fff0/124\n', { format: 'domains' }));
  const matcher = new Matcher(compiled(list));
  const blocked = (host: string): boolean => matcher.matchHost(host, 0) > 0;
  const all = Array.from({ length: 1024 }, (_, index) => `10.4.${index >> 8}.${index & 255}`);
  expect(all.every(blocked)).toBe(true);
  expect(['10.3.255.255', '10.4.4.0', '10.4.0.0.test'].some(blocked)).toBe(false);
  const last = Array.from({ length: 16 }, (_, index) => `[2001:db8::${(0xfff0 + index).toString(16)}]`);
  expect(last.every(blocked)).toBe(true);
  expect(['[2001:db8::ffef]', '[2001:db8::1:0]'].some(blocked)).toBe(false);
});

test('whatever is active has a witness', () => {
  const sign = fc.constantFrom(...Array.from('ab9-_.~/?#%:@;*^|!$&\'()+,=A"\\[]{} é'));
  const entry = fc.oneof(
    fc.array(sign, { maxLength: 16 }).map((signs) => `a.${signs.join('')}`),
    fc.array(sign, { maxLength: 16 }).map((signs) => `http://a.test/${signs.join('')}`),
    fc.ipV4().map((address) => `${address}/28`),
    fc.ipV6(),
  );
  let active = 0;
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 30 }), (entries) => {
      const bounds = { minEntries: 0, maxRejectedRatio: 1, minRejectedLines: 1e6 };
      const outcome = parse(['good-1.test', 'good-2.test', ...entries].join('\n'), { format: 'urls', bounds });
      if (!outcome.ok) return;
      active += outcome.summary.counts.active;
      const found = witnessesOf(outcome, compiled(outcome)).inert;
      expect({ found: found.total, rules: found.total === 0 ? [] : [...outcome.rules] }).toEqual({
        found: 0,
        rules: [],
      });
    }),
    { seed: 7, numRuns: 400 },
  );
  expect(active).toBeGreaterThan(1500);
});

test('requests are written as clients send them', () => {
  expect(texts('bad.test')).toEqual(['bad.test /', 'www.bad.test /']);
  expect(texts('http://[2001:db8::1]:8080/a/')).toEqual(['[2001:db8::1]:8080 /a/']);
  expect(texts('http://h.test/a?b=c')).toEqual(['h.test /a?b=c']);
});

test('compiled from a file: only rules with a witness are active, and the rest is said', async () => {
  const good = Array.from({ length: 10 }, (_, index) => `http://good.test/${index}`);
  writeFileSync(
    inFolder('list'),
    [...good, 'http://h.test/d/*', 's.test;t.test', '10.4.0.0/16', 'h.test:0'].join('\n'),
  );
  const files = [{ path: inFolder('list'), settings: settingsFor({ id: 'se-urls', format: 'urls' }) }];
  const outcome = await compileFilesHere({ files, markets: ['se'], seed: SEED });
  if (!outcome.ok) throw new Error('refused');
  const [list] = outcome.lists;
  expect(list).toMatchObject({ allowed: 0, summary: { counts: { received: 14, quarantined: 3, active: 11 } } });
  expect(new Matcher(attachSnapshot(outcome.snapshot)).matchHost('10.4.255.255', 0)).toBeGreaterThan(0);
});
