/** Lists for squidGuard, e2guardian, dnsmasq and content blockers: which rules their lines give, and what is set aside. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { type Rule, RuleView } from '@netvakt/matcher';
import { loadListFile } from '../../../src/index.ts';
import { ExceptionCollector } from '../../../src/parse/exceptions.ts';
import type { ListFormat } from '../../../src/settings/settings.ts';
import { temporaryFolder } from '../../support/files.ts';
import { parse, refused, settingsFor, shortRejections, shortRules, taken } from '../../support/parse.ts';

const neverBlock = { names: new Set(['help.example']), echNames: new Set<string>(), networks: [] };
const inFolder = temporaryFolder();
const lenient = { maxRejectedRatio: 1, minRejectedLines: 100, minEntries: 0 };

interface Row {
  readonly format: ListFormat;
  readonly why: string;
  readonly text: string;
  readonly rules?: readonly string[];
  readonly exceptions?: readonly string[];
  readonly set?: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    format: 'domains',
    why: 'a dot in front, as Squid has it',
    text: '.bad.test\nb.test\n..c.test',
    rules: ['domain bad.test @1', 'domain b.test @2'],
    set: ['host-label-empty @3:1'],
  },
  {
    format: 'hosts',
    why: 'an address is not asked for by name',
    text: '0.0.0.0 bad.test 192.0.2.1 2001:db8::1\n0.0.0.0 b.test',
    rules: ['domain bad.test @1', 'domain b.test @2'],
    set: ['not-a-name @1:18', 'not-a-name @1:28'],
  },
  {
    format: 'squidguard',
    why: 'one of the two files alone',
    text: 'bad.test\nsite.test/a\nhttp://b.test/c?d',
    rules: ['domain bad.test @1', 'site-anywhere site.test/a @2', 'site-anywhere b.test/c?d @3'],
  },
  {
    format: 'squidguard',
    why: 'the first field counts',
    text: 'bad.test worse.test\n  b.test # why',
    rules: ['domain bad.test @1', 'domain b.test @2'],
  },
  {
    format: 'e2guardian',
    why: 'sites',
    text: '#listcategory: "x"\nbad.test\nsite.test/',
    rules: ['domain bad.test @2', 'domain site.test @3'],
  },
  {
    format: 'e2guardian',
    why: 'URLs, in any case, without the slash at their end',
    text: 'Site.test/Page/\nhttp://s.test:8080/a?B=c',
    rules: ['below-boundary site.test/page @1', 'below-boundary s.test/a?b=c @2'],
  },
  {
    format: 'e2guardian',
    why: 'networks and ranges',
    text: '192.0.2.1\n192.0.2.0/24\n192.0.2.0/255.255.255.0\n192.0.2.1-192.0.2.9',
    rules: ['ip 192.0.2.1 @1', 'ip 192.0.2.0/24 @2'],
    set: ['rule-unsupported @4:1'],
  },
  {
    format: 'dnsmasq',
    why: 'three options',
    text: 'address=/a.test/0.0.0.0\naddress=/b.test/.c.test/#\nlocal=/d.test/\nserver=/e.test/\n--address=/F.test/ # why',
    rules: [
      'domain a.test @1',
      'domain b.test @2',
      'domain c.test @2',
      'domain d.test @3',
      'domain e.test @4',
      'domain f.test @5',
    ],
  },
  {
    format: 'dnsmasq',
    why: 'a server for a name lets it pass',
    text: 'address=/bad.test/\nserver=/ok.bad.test/192.0.2.53\nserver=/fine.test/#\naddress=/evil.ok.bad.test/',
    rules: ['domain bad.test @1', 'domain evil.ok.bad.test @4'],
    exceptions: ['allow domain ok.bad.test'],
  },
  {
    format: 'dnsmasq',
    why: 'all names, no name, an address, a pattern, other options',
    text: 'address=/#/0.0.0.0\naddress=//0.0.0.0\naddress=/192.0.2.1/\naddress=/*x.test/\ncache-size=150',
    set: ['row-names-nothing @2:10', 'not-a-name @3:10', 'rule-unsupported @5:1', 'wildcard @1:10', 'wildcard @4:10'],
  },
  {
    format: 'filter-rules',
    why: 'whole hosts',
    text: '||a.test^\n||b.test\n||c.test/\n||d.test^*\n||e.test^$important,all\n||*.f.test^',
    rules: [
      'domain a.test @1',
      'domain b.test @2',
      'domain c.test @3',
      'domain d.test @4',
      'domain e.test @5',
      'domain f.test @6',
    ],
    exceptions: ['allow host f.test'],
  },
  {
    format: 'filter-rules',
    why: 'a name beside all below it, in either order',
    text: '||*.a.test^\n||a.test^\n||b.test^\n||*.b.test^',
    rules: ['domain a.test @1', 'domain b.test @3'],
  },
  {
    format: 'filter-rules',
    why: 'pages',
    text: '||a.test/Ads\n||a.test/x^$document\n||a.test/y/*',
    rules: ['below-anywhere a.test/ads @1', 'below-boundary a.test/x @2', 'below-anywhere a.test/y/ @3'],
  },
  {
    format: 'filter-rules',
    why: 'what holds for some requests only, patterns, parts of pages',
    text: [
      '||a.test^$third-party',
      '||a.test^$domain=b.test',
      '||a.test^$~script',
      '||a.test/*/x',
      '||a.*^',
      '|http://a.test/',
      '/x[0-9]/',
      'a.test',
      'a.test##.ad',
      '@@||a.test/ok',
      '||a.test:8080/x',
      '||a.test^x',
    ].join('\n'),
    set: Array.from({ length: 12 }, (_, index) => `rule-unsupported @${index + 1}:1`),
  },
  {
    format: 'filter-rules',
    why: 'an exception clears all below it',
    text: '@@||ok.bad.test^\n||bad.test^\n||evil.ok.bad.test^\n||ok.bad.test/ads',
    rules: ['domain bad.test @2'],
    exceptions: ['allow domain ok.bad.test'],
  },
  {
    format: 'filter-rules',
    why: 'an important rule stands in spite of it',
    text: '@@||ok.bad.test^\n||bad.test^$important\n||x.ok.bad.test^$important',
    rules: ['domain bad.test @2', 'domain x.ok.bad.test @3'],
    exceptions: [],
  },
  {
    format: 'filter-rules',
    why: 'badfilter takes one rule out',
    text: '||bad.test^\n||b.test^\n||bad.test^$badfilter',
    rules: ['domain b.test @2'],
  },
  {
    format: 'filter-rules',
    why: 'badfilter leaves the important rule',
    text: '||bad.test^$important\n||bad.test^\n||bad.test^$badfilter',
    rules: ['domain bad.test @1'],
  },
  {
    format: 'filter-rules',
    why: 'all below a name is no exception, and not taken out',
    text: '||bad.test^\n@@||*.bad.test^\n||*.bad.test^$badfilter\n||bad.test^$important,badfilter',
    rules: ['domain bad.test @1'],
    set: ['rule-unsupported @2:1', 'rule-unsupported @3:1', 'rule-unsupported @4:1'],
  },
  {
    format: 'filter-rules',
    why: 'conditions hold for some blockers only',
    text: '!#if env_mobile\n||a.test^\n!#endif\n||b.test^',
    rules: ['domain b.test @4'],
    set: ['rule-unsupported @2:1'],
  },
];

const FILLED: Partial<Record<ListFormat, (name: string) => string>> = {
  hosts: (name) => `0.0.0.0 ${name}`,
  dnsmasq: (name) => `local=/${name}/`,
  'filter-rules': (name) => `||${name}^`,
};

/** Good lines behind those of the row: a list that is mostly bad is refused as a whole. */
function filled(format: ListFormat, text: string): string {
  const names = Array.from({ length: 20 }, (_, index) => `fill${index}.test`);
  return [text, ...names.map(FILLED[format] ?? ((name) => name))].join('\n');
}

test.each(ROWS)('$format: $why', ({ format, text, rules = [], exceptions = [], set = [] }) => {
  const list = taken(parse(filled(format, text), { format, bounds: lenient }));
  expect(shortRules(list).filter((rule) => !rule.includes(' fill'))).toEqual(rules);
  expect(list.exceptions.map(({ action, kind, host }) => `${action} ${kind} ${host}`)).toEqual(exceptions);
  expect(shortRejections(list.summary)).toEqual(set);
});

test.each<[ListFormat, string]>([
  ['e2guardian', '.Include</etc/e2guardian/lists/more>\nbad.test'],
  ['dnsmasq', 'conf-file=/etc/more\naddress=/bad.test/'],
  ['filter-rules', '!#include more.txt\n||bad.test^'],
])('%s: a list that names another file is refused', (format, text) => {
  expect(refused(parse(text, { format, bounds: lenient })).refusal.reason).toBe('list-includes');
});

test('lines of dnsmasq are found without being stated', () => {
  expect(taken(parse('# a list\naddress=/a.test/0.0.0.0\nlocal=/b.test/\nserver=/c.test/\n')).summary.format).toBe(
    'dnsmasq',
  );
});

test('a text that covers all below a public suffix, or the root of what is protected, is quarantined', () => {
  const list = taken(
    parse('home.arpa/a\nexample/a\nhelp.example/a', { format: 'e2guardian', bounds: lenient, neverBlock }),
  );
  expect(shortRules(list)).toEqual(['below-boundary help.example/a @3']);
  expect(shortRejections(list.summary)).toEqual(['public-suffix @1:1', 'single-label @2:1']);
});

test('the root of a protected site is quarantined in the urls file of a folder', async () => {
  const folder = inFolder('squidguard');
  mkdirSync(folder);
  writeFileSync(`${folder}/domains`, 'b.test\n');
  writeFileSync(`${folder}/urls`, 'help.example/a\nhelp.example/\nexample\n');
  const list = taken(await loadListFile(folder, settingsFor({ format: 'squidguard', bounds: lenient, neverBlock }), 0));
  expect(shortRules(list)).toEqual(['domain b.test @1', 'site-anywhere help.example/a @3']);
  expect(shortRejections(list.summary)).toEqual(['protected-name @4:1', 'single-label @5:1']);
});

test.each<{ format: ListFormat; why: string; line: string; rules?: string[]; set?: string[] }>([
  {
    format: 'filter-rules',
    why: 'a host, then a space',
    line: `||${'a'.repeat(8000)} x`,
    set: ['rule-unsupported @1:1'],
  },
  {
    format: 'filter-rules',
    why: 'a host, then no option',
    line: `||${'a'.repeat(8000)}$!`,
    set: ['rule-unsupported @1:1'],
  },
  {
    format: 'e2guardian',
    why: 'slashes',
    line: `a.test/${'/'.repeat(8000)}x//`,
    rules: [`below-boundary a.test/${'/'.repeat(8000)}x @1`],
  },
  {
    format: 'dnsmasq',
    why: 'comments',
    line: `local=/a.test/${' #'.repeat(4000)}\u2028x`,
    rules: ['domain a.test @1'],
  },
])('a long line of $format: $why', ({ format, line, rules = [], set = [] }) => {
  const list = taken(parse(filled(format, line), { format, bounds: { ...lenient, maxLineBytes: 16_384 } }));
  expect(shortRules(list).filter((rule) => !rule.includes(' fill'))).toEqual(rules);
  expect(shortRejections(list.summary)).toEqual(set);
});

test.each<[string, (exceptions: ExceptionCollector, rule: Rule) => void]>([
  ['an exception', (exceptions, rule) => exceptions.clear(rule)],
  ['a rule withdrawn', (exceptions, rule) => exceptions.withdraw(rule)],
  ['a wildcard', (exceptions, rule) => exceptions.wildcard(rule)],
  ['a name that passes', (exceptions, rule) => exceptions.pass(rule, 'host')],
])('%s makes no objects of the other rules', (_, note) => {
  const { rules } = taken(parse(filled('filter-rules', ''), { format: 'filter-rules', bounds: lenient }));
  const [rule] = rules;
  if (rule === undefined) throw new Error('no rule');
  const exceptions = new ExceptionCollector();
  note(exceptions, rule);
  const made = jest.spyOn(RuleView.prototype, 'rule', 'get');
  exceptions.resolve(rules);
  expect(made.mock.calls.length).toBeLessThanOrEqual(2);
  made.mockRestore();
});
