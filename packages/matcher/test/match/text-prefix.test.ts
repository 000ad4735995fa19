/** Prefixes of text against the definition (support/naive.ts), among all other kinds of rules; and what each of them covers, by name. */
import { expect, jest, test } from '@jest/globals';
import { Random, worldRequests } from '@netvakt/fixtures';
import { explain, HashedMatcher, hashedRule, Matcher, openSnapshot, type Rule, textRuleFrom } from '@netvakt/matcher';
import { compileOverlay } from '../../src/compile/overlay.ts';
import { TextHash } from '../../src/hash/text-hash.ts';
import type { TextPrefix } from '../../src/rule/types.ts';
import { crowdedWorld, rulesIn, rulesOf, snapshotIn, snapshotOf } from '../support/engines.ts';
import { judgeTwice } from '../support/judge.ts';

const HASH = '0'.repeat(64);
const SITE: TextPrefix = { hosts: 'site', ends: 'anywhere' };
const BELOW: TextPrefix = { hosts: 'below', ends: 'boundary' };

function textRule(entry: string, text: TextPrefix, line = 1): Rule {
  const made = textRuleFrom(entry, text, 0, line);
  if (!made.ok) throw new Error(`${entry}: ${made.reason}`);
  return made.rule;
}

/** Every other path rule without a port becomes a prefix of text, of one of four kinds. */
function withTexts(rules: readonly Rule[], random: Random): Rule[] {
  return rules.map((rule) => {
    if ((rule.kind !== 'prefix' && rule.kind !== 'url') || rule.port !== undefined || random.chance(0.5)) return rule;
    const path = rule.query ? `${rule.path}?${rule.query}` : rule.path;
    const text: TextPrefix = {
      hosts: random.pick(['site', 'below'] as const),
      ends: random.pick(['anywhere', 'boundary'] as const),
    };
    const cut = path.slice(0, random.between(1, path.length)).toLowerCase();
    return { ...rule, kind: 'prefix', path: cut, query: undefined, pathCase: 'insensitive', text };
  });
}

test('the matcher and the definition agree on prefixes of text', () => {
  let texts = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const world = crowdedWorld(seed);
    const random = new Random(seed);
    const rules = withTexts(rulesIn(world), random);
    const matcher = new Matcher(snapshotIn(world, rules));
    const requests = worldRequests(world, seed * 7919);
    for (let count = 0; count < 1500; count += 1) {
      const request = requests.next().value;
      const label = random.pick(['', '', '', 'www.', 'www7.', 'ftp.', 'WEB12.', 'wwww.', 'cdn.']);
      const host = request.host.includes('[') ? request.host : label + request.host;
      if (judgeTwice(matcher, rules, world.lists, { ...request, host }) === 'prefix') texts += 1;
      const [start, bytes] = [3, Buffer.from(`GET${host}${request.target}`, 'latin1')];
      const stop = start + host.length;
      expect(matcher.matchRequestBytes(bytes, start, stop, stop, bytes.length, request.market)).toBe(
        matcher.matchRequest(host, request.target, request.market),
      );
      const market = world.markets[request.market] ?? '';
      if (count % 20 !== 0 || !/^[a-z\d.:-]+$/iu.test(host) || !request.target.startsWith('/')) continue;
      const handle = matcher.matchRequest(host, request.target, request.market);
      const verdict = handle > 0 ? 'block' : handle === 0 ? 'forward' : 'refuse';
      expect(explain(matcher, `http://${host}${request.target}`, market).verdict).toBe(verdict);
    }
  }
  expect(texts).toBeGreaterThan(1000);
});

test.each([
  [
    SITE,
    'site.test/page',
    'site.test',
    ['/page', '/PAGE', '/pages.html', '/page/x', '/page?q', '/%70age'],
    ['/pag', '/'],
  ],
  [SITE, 'site.test/page', 'www12.site.test', ['/page', '/pages'], ['/']],
  [SITE, 'site.test/page', 'cdn.site.test', [], ['/page']],
  [SITE, 'site.test:8080/page', 'ftp.site.test:81', ['/page'], []],
  [SITE, 'http://site.test/s?ID=3', 'web.site.test', ['/s?id=3', '/s?id=31&x'], ['/s?x&id=3', '/s']],
  [SITE, 'site.test', 'www.site.test', ['/', '/x'], []],
  [SITE, '192.0.2.1/x', '192.0.2.1', ['/xy'], ['/']],
  [
    BELOW,
    'site.test/page',
    'a.b.site.test',
    ['/page', '/page/x', '/page?q', '/page=1', '/page&x'],
    ['/pages', '/page-1'],
  ],
  [BELOW, 'site.test/s?id=3', 'site.test', ['/s?id=3', '/s?id=3&x'], ['/s?id=31']],
] as const)('%j %s on %s', (text, entry, host, covered, beside) => {
  const matcher = new Matcher(snapshotOf([textRule(entry, text)]));
  expect([...covered, ...beside].filter((target) => matcher.matchRequest(host, target, 0) > 0)).toEqual(covered);
  expect(matcher.matchHost(host, 0)).toBe(0);
});

test.each([
  { why: 'a text that denies does not cover it', deny: '/page?', allow: undefined, verdict: 'forward' },
  { why: 'a text that allows does not cover it', deny: '/', allow: '/page?', verdict: 'block' },
])('an empty query is none, in each spelling: $why', ({ deny, allow, verdict }) => {
  for (const hosts of ['site', 'below'] as const) {
    const rule = textRule('site.test/page', { hosts, ends: 'anywhere' });
    const allowing: Rule[] = allow === undefined ? [] : [{ ...rule, path: allow, action: 'allow', line: 2 }];
    const matcher = new Matcher(snapshotOf([{ ...rule, path: deny }, ...allowing]));
    for (const target of ['/page', '/page?', '/PAGE?', '/./page?', '/p%61ge?', '/page?#q']) {
      const bytes = Buffer.from(`site.test${target}`);
      expect([target, matcher.matchRequest('site.test', target, 0) > 0]).toEqual([target, verdict === 'block']);
      expect(matcher.matchRequestBytes(bytes, 0, 9, 9, bytes.length, 0) > 0).toBe(verdict === 'block');
      expect(explain(matcher, `http://site.test${target}`, 'se').verdict).toBe(verdict);
    }
    // The query of these is "?".
    const asked = ['/page??', '/./page??'].map((target) => matcher.matchRequest('site.test', target, 0) > 0);
    expect(asked).toEqual([allow === undefined, allow === undefined]);
  }
});

test('an exception for one page stands above a prefix of text', () => {
  const [allow] = rulesOf(['site.test/pages.html']);
  if (allow === undefined) throw new Error('no rule');
  const matcher = new Matcher(snapshotOf([textRule('site.test/page', SITE), { ...allow, action: 'allow', line: 2 }]));
  expect(matcher.matchRequest('site.test', '/pages.html', 0)).toBe(0);
  expect(matcher.matchRequest('site.test', '/page2', 0)).toBeGreaterThan(0);
});

test('an overlay adds prefixes of text and takes them away', () => {
  const rule = textRule('site.test/page', SITE);
  const base = snapshotOf(rulesOf(['bad.test']));
  const added = new Matcher(base, openSnapshot(compileOverlay(base, { add: [rule], remove: [] })));
  expect(added.matchRequest('www.site.test', '/pages', 0)).toBeGreaterThan(0);
  const full = snapshotOf([rule]);
  const taken = new Matcher(full, openSnapshot(compileOverlay(full, { add: [], remove: [rule] })));
  expect(taken.matchRequest('www.site.test', '/pages', 0)).toBe(0);
});

test('prefixes of text cover beside hashed entries, and the story names them', () => {
  const matcher = new Matcher(snapshotOf([textRule('site.test/page', SITE)]));
  const hashed = new HashedMatcher(matcher, () => [HASH]);
  expect(hashed.matchRequest('www.site.test', '/pages', 0)).toBe(matcher.matchRequest('www.site.test', '/pages', 0));
  expect(explain(matcher, 'http://www.site.test/pages', 'se')).toMatchObject({
    verdict: 'block',
    rule: { kind: 'prefix', line: 1 },
  });
});

test('a request to a host without such a rule costs no steps more', () => {
  const plain = new Matcher(snapshotOf(rulesOf(['bad.test/a/'])));
  const texts = new Matcher(snapshotOf([...rulesOf(['bad.test/a/']), textRule('site.test/page', SITE, 2)]));
  for (const matcher of [plain, texts]) matcher.matchRequest('www.free.test', '/a/b', 0);
  expect(texts.takeSteps()).toBe(plain.takeSteps());
});

/** Characters that are hashed for a request to a host with hashed entries, below many names with texts. */
function hashedFor(path: number): number {
  const names = Array.from({ length: 12 }, (_, count) => `${'x.'.repeat(count)}site.test`);
  const rules = names.map((name, index) => textRule(`${name}/never`, BELOW, index + 1));
  const matcher = new HashedMatcher(new Matcher(snapshotOf([...rules, hashedRule(HASH, 'host', 0, 99)])), () => [HASH]);
  const spy = jest.spyOn(TextHash.prototype, 'path');
  matcher.matchRequest(names.at(-1) ?? '', `/${'a=/'.repeat(path / 3)}`, 0);
  const characters = spy.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
  spy.mockRestore();
  return characters;
}

test('beside hashed entries, each character of a target is hashed a few times, however long it is', () => {
  const [short, long] = [hashedFor(300), hashedFor(3000)];
  expect(short).toBeGreaterThan(0);
  expect(long).toBeLessThanOrEqual(10 * short);
  // Eight names, one form, with and without a boundary; and directories.
  expect(long).toBeLessThanOrEqual(40 * 3000);
});

test('the story tells what the matcher says of the bounded number of names', () => {
  const names = Array.from({ length: 12 }, (_, count) => `${'x.'.repeat(count)}site.test`);
  const host = names.at(-1) ?? '';
  for (const name of names) {
    const rules = names.map((one, index) => textRule(`${one}/${one === name ? 'page' : 'never'}`, BELOW, index + 1));
    const matcher = new Matcher(snapshotOf(rules));
    const verdict = matcher.matchRequest(host, '/page', 0) > 0 ? 'block' : 'forward';
    expect(explain(matcher, `http://${host}/page`, 'se').verdict).toBe(verdict);
  }
});
