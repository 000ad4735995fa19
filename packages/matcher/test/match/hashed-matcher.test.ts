/**
 * Lists of keyed hashes against the definition: a world in which some lists are hashed must judge as it does when all are plain. The
 * definition (support/naive.ts) never sees a hash. 12,000 requests, each twice: before a host is known, and after.
 */
import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type RuleWorld, type WorldRequest, worldRequests } from '@netvakt/fixtures';
import {
  explain,
  HashedMatcher,
  type HashText,
  hashedRule,
  hashedTextOf,
  type ListDescription,
  Matcher,
  MOST_HASHED_DIRECTORIES,
  MOST_HASHED_TEXT,
  pagesMark,
  type Rule,
  ruleFrom,
} from '@netvakt/matcher';
import { crowdedWorld, ONE_LIST, rulesIn, rulesOf, snapshotIn, snapshotOf } from '../support/engines.ts';
import { naiveFind } from '../support/naive.ts';

const WORLDS = 10;
const REQUESTS = 1_200;

/** Lists 1 and 2 are hashed under one key, 3 and 4 under another; bare hosts of list 3 cover only themselves. */
const KEYS = ['first key', 'second key'] as const;
const HASHED: Readonly<Record<number, { readonly key: string; readonly covers: 'domain' | 'host' }>> = {
  1: { key: KEYS[0], covers: 'domain' },
  2: { key: KEYS[0], covers: 'domain' },
  3: { key: KEYS[1], covers: 'host' },
  4: { key: KEYS[1], covers: 'domain' },
};

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

const hashText: HashText = (text) => KEYS.map((key) => hmac(key, text));

/** What the lists mean, in plain: hashed lists deny only, and hold what has a text. */
function meant(rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    const hashed = HASHED[rule.list];
    if (hashed === undefined) return [rule];
    const isBare = rule.kind === 'domain' || rule.kind === 'host';
    const own: Rule = { ...rule, action: 'deny', kind: isBare ? hashed.covers : rule.kind };
    return hashedTextOf(own) === undefined ? [] : [own];
  });
}

/** The same rules as their lists deliver them. */
function delivered(rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    const hashed = HASHED[rule.list];
    const text = hashedTextOf(rule);
    if (hashed === undefined || text === undefined) return [rule];
    const hasPath = rule.kind === 'prefix' || rule.kind === 'url';
    const texts = hasPath ? [text, pagesMark(rule.host)] : [text];
    return texts.map((one) => hashedRule(hmac(hashed.key, one), hashed.covers, rule.list, rule.line));
  });
}

function keyOf({ kind, host, port, path, query }: Rule): string {
  return JSON.stringify([kind, host, port ?? null, path, query ?? null]);
}

/** The lists of each of the rules that decide equally well; none if the request may pass. */
function listsWanted(
  rules: readonly Rule[],
  lists: readonly ListDescription[],
  market: string,
  request: WorldRequest,
): readonly string[] | 'invalid' {
  const wanted = naiveFind(rules, lists, market, request);
  if (wanted === 'invalid') return 'invalid';
  return wanted.map((one) => {
    const same = wanted.filter((other) => keyOf(other) === keyOf(one));
    return sorted(new Set(same.map(({ list }) => list))).join();
  });
}

function judge(matcher: HashedMatcher, { host, target, market }: WorldRequest): string {
  const bytes = Buffer.from(host + target, 'latin1');
  const handle = matcher.matchRequest(host, target, market);
  const asBytes = matcher.matchRequestBytes(bytes, 0, host.length, host.length, bytes.length, market);
  if (handle !== asBytes) throw new Error(`text ${handle}, bytes ${asBytes}`);
  return handle < 0 ? 'invalid' : handle === 0 ? '' : sorted(matcher.listsOf(handle)).join();
}

function sorted(lists: Iterable<number>): number[] {
  return [...lists].toSorted((one, other) => one - other);
}

/** A world as it is meant, and a matcher of it as it is delivered. */
interface Delivered {
  readonly rules: readonly Rule[];
  readonly matcher: HashedMatcher;
  readonly world: RuleWorld;
}

function deliveredWorld(seed: number, keep: (rule: Rule) => boolean = () => true): Delivered {
  const world = crowdedWorld(seed);
  const rules = meant(rulesIn(world)).filter(keep);
  return { rules, world, matcher: new HashedMatcher(new Matcher(snapshotIn(world, delivered(rules))), hashText) };
}

/** The lists that block, twice: before the host is known, and after. Throws if the definition disagrees. */
function judgeTwice({ rules, world, matcher }: Delivered, request: WorldRequest): string {
  const wanted = listsWanted(rules, world.lists, world.markets[request.market] ?? '', request);
  const first = judge(matcher, request);
  const again = judge(matcher, request);
  const agrees = wanted === 'invalid' || wanted.length === 0 ? first === [wanted].join() : wanted.includes(first);
  if (!agrees || first !== again) throw new Error(`differ: ${JSON.stringify({ request, wanted, first, again })}`);
  return first;
}

function isHashed(list: string): boolean {
  return Number(list) in HASHED;
}

test(`${WORLDS * REQUESTS} requests: hashed lists block what plain ones would, and count for the same lists`, () => {
  const seen: string[] = [];
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const one = deliveredWorld(seed);
    const requests = worldRequests(one.world, seed * 7919);
    for (let done = 0; done < REQUESTS; done += 1) seen.push(judgeTwice(one, requests.next().value));
  }
  const hits = seen.filter((lists) => /^\d/u.test(lists)).map((lists) => lists.split(','));
  const mixed = hits.filter((lists) => lists.some(isHashed) && !lists.every(isHashed));
  const underTwoKeys = hits.filter((lists) => lists.includes('4') && (lists.includes('1') || lists.includes('2')));
  // Else this test has tested nothing: hashed lists alone, plain ones alone, both at once, two keys at once, and nothing.
  expect(hits.filter((lists) => lists.every(isHashed)).length).toBeGreaterThan(500);
  expect(hits.filter((lists) => !lists.some(isHashed)).length).toBeGreaterThan(500);
  expect(mixed.length).toBeGreaterThan(20);
  expect(underTwoKeys.length).toBeGreaterThan(10);
  expect(seen.filter((lists) => lists === '').length).toBeGreaterThan(500);
});

test('a whole host, as TLS and CONNECT name it, is judged as if all lists were plain', () => {
  const seen = { blocked: 0, hashedOnly: 0 };
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const { rules, world, matcher } = deliveredWorld(seed, ({ kind }) => kind !== 'prefix' && kind !== 'url');
    const plain = new Matcher(snapshotIn(world, rules));
    const requests = worldRequests(world, seed * 104_729);
    for (let done = 0; done < 500; done += 1) {
      const { host, market } = requests.next().value;
      const lists = listsOfHost(plain, host, market);
      expect([host, listsOfHost(matcher, host, market)]).toEqual([host, lists]);
      seen.blocked += Number(lists.length > 0);
      seen.hashedOnly += Number(lists.length > 0 && listsOfHost(matcher.plain, host, market).length === 0);
    }
  }
  expect(seen.blocked).toBeGreaterThan(500);
  expect(seen.hashedOnly).toBeGreaterThan(100);
});

function listsOfHost(matcher: Matcher | HashedMatcher, host: string, market: number): readonly number[] {
  const bytes = Buffer.from(host, 'latin1');
  const handle = matcher.matchHost(host, market);
  expect(matcher.matchHostBytes(bytes, 0, bytes.length, market)).toBe(handle);
  return handle > 0 ? sorted(matcher.listsOf(handle)) : [];
}

/** A matcher of entries that are all hashed, and of plain ones that allow. */
function hashedMatcherOf(entries: readonly string[], allowed: readonly string[] = []): HashedMatcher {
  const hashed = rulesOf(entries).flatMap((rule) => {
    const text = hashedTextOf(rule) ?? '';
    const texts = rule.kind === 'domain' ? [text] : [text, pagesMark(rule.host)];
    return texts.map((one) => hashedRule(hmac(KEYS[0], one), 'domain', 0, rule.line));
  });
  const allow = rulesOf(allowed).map((rule) => Object.assign(rule, { action: 'allow' as const }));
  return new HashedMatcher(new Matcher(snapshotOf([...hashed, ...allow])), hashText);
}

test.each([
  { why: 'the host', url: 'http://bad.test/', blocked: true },
  { why: 'a name below it, in another spelling', url: 'http://a.WWW.bad.test.:8080/x', blocked: true },
  { why: 'its neighbour', url: 'http://notbad.test/', blocked: false },
  { why: 'the name above it', url: 'http://test/', blocked: false },
  { why: 'a directory', url: 'http://shop.test/a/b/c?d', blocked: true },
  { why: 'a directory, in a spelling that some servers fold', url: 'http://shop.test//x/..;/a/b', blocked: true },
  { why: 'beside the directory', url: 'http://shop.test/ab', blocked: false },
  { why: 'a page whatever its query', url: 'http://shop.test/page.html?q=1', blocked: true },
  { why: 'a page with its query', url: 'http://shop.test/find?q=1', blocked: true },
  { why: 'a page with another query', url: 'http://shop.test/find?q=2', blocked: false },
  { why: 'a page on its port', url: 'http://shop.test:8080/port', blocked: true },
  { why: 'a page on another port', url: 'http://shop.test/port', blocked: false },
  { why: 'a page of a host is no page of a host below', url: 'http://www.shop.test/page.html', blocked: false },
  { why: 'the deepest directory there may be', url: 'http://deep.test/1/2/3/4/5/6/7/8/9/10', blocked: true },
  { why: 'allowed below', url: 'http://good.bad.test/', blocked: false },
  { why: 'allowed pages', url: 'http://shop.test/a/good/x', blocked: false },
  { why: 'an address is in no hashed list', url: 'http://192.0.2.1/', blocked: false },
])('$why: $url', ({ url, blocked }) => {
  const entries = [
    'bad.test',
    'shop.test/a/',
    'shop.test/page.html',
    'shop.test/find?q=1',
    'shop.test:8080/port',
    'deep.test/1/2/3/4/5/6/7/8/',
  ];
  const matcher = hashedMatcherOf(entries, ['good.bad.test', 'shop.test/a/good/']);
  const { host, pathname, search } = new URL(url);
  const raw = /^http:\/\/[^/]+(\/.*)$/u.exec(url)?.[1] ?? pathname + search;
  expect(matcher.matchRequest(/^http:\/\/([^/]+)/u.exec(url)?.[1] ?? host, raw, 0) > 0).toBe(blocked);
  expect(explain(matcher, url, 'se').verdict).toBe(blocked ? 'block' : 'forward');
});

test('the story names what was covered, not the hash', () => {
  const matcher = hashedMatcherOf(['bad.test', 'shop.test/a/']);
  expect(explain(matcher, 'http://www.bad.test/', 'se')).toMatchObject({
    verdict: 'block',
    rule: { list: 'list', version: '1', line: 1, kind: 'domain' },
  });
  expect(explain(matcher, 'http://shop.test/a/b', 'se')).toMatchObject({
    verdict: 'block',
    rule: { list: 'list', line: 2, kind: 'prefix' },
  });
  expect(JSON.stringify(explain(matcher, 'http://www.bad.test/', 'se'))).not.toMatch(/[\da-f]{64}/u);
});

test('each name is hashed once, a host that is new below a known one costs its own name and its pages', () => {
  const asked: string[] = [];
  const plain = new Matcher(snapshotOf([hashedRule(hmac(KEYS[0], 'bad.test'), 'domain', 0, 1)]));
  const matcher = new HashedMatcher(plain, (text) => {
    asked.push(text);
    return [hmac(KEYS[0], text)];
  });
  const askedBy = (host: string): string[] => {
    asked.length = 0;
    matcher.matchRequest(host, '/', 0);
    return [...asked];
  };
  expect(askedBy('www.free.test')).toEqual(['test', 'free.test', 'www.free.test', '//www.free.test']);
  expect(askedBy('WWW.free.test')).toEqual([]);
  expect(askedBy('img.free.test')).toEqual(['img.free.test', '//img.free.test']);
  expect(askedBy('free.test')).toEqual(['//free.test']);
  expect(askedBy('bad.test')).toContain('bad.test');
  expect(askedBy('bad.test')).toEqual([]);
  expect(askedBy('www.bad.test').filter((text) => !text.endsWith('bad.test') && text !== 'test')).toEqual([]);
  expect(askedBy('www.bad.test')).toEqual([]);
});

test('the most that one request can cost: eleven hashes for each form and port, of texts that are bounded', () => {
  const asked: string[] = [];
  const hashes = ['shop.test/a/', pagesMark('shop.test')].map((text, at) =>
    hashedRule(hmac(KEYS[0], text), 'domain', 0, at + 1),
  );
  const matcher = new HashedMatcher(new Matcher(snapshotOf(hashes)), (text) => {
    asked.push(text);
    return [hmac(KEYS[0], text)];
  });
  const hostile = `/1//2\\3/%2f4/5;x/%c0%af6/%252e7/8%00/${'x/'.repeat(4000)}?q`;
  expect(matcher.matchRequest('shop.test:8080', hostile, 0)).toBe(0);
  matcher.takeSteps();
  const before = asked.length;
  expect(matcher.matchRequest('shop.test:8080', `${hostile.slice(0, 60)}?q`, 0)).toBe(0);
  expect(matcher.takeSteps()).toBeGreaterThan(800 * (asked.length - before)); // 4 us for each hash
  const inOneForm = 2 * (MOST_HASHED_DIRECTORIES + 3);
  expect(asked.filter((text) => text.includes('/')).length).toBeGreaterThan(2 * inOneForm);
  expect(asked.length).toBeLessThan(2 * (9 * inOneForm + 8));
  expect(Math.max(...asked.map((text) => text.length))).toBeLessThanOrEqual(MOST_HASHED_TEXT);
});

test.each(['/a?q=1', '/a?q=1\u00a0x', '/a?q=1\u0085', '/a\u0085?q=1', '/a?q=2\u00a0x'])(
  'a query that ends at a blank of Latin-1 for some servers is judged as if all lists were plain: %j',
  (target) => {
    const rules = rulesOf(['http://shop.test/a?q=1']);
    const texts = [...rules.map((rule) => hashedTextOf(rule) ?? ''), pagesMark('shop.test')];
    const asHashes = texts.map((text, at) => hashedRule(hmac(KEYS[0], text), 'domain', 0, at + 1));
    const other = hashedRule(hmac(KEYS[0], 'shop.test/other'), 'domain', 0, 9);
    const blocked = new Matcher(snapshotOf(rules)).matchRequest('shop.test', target, 0) > 0;
    expect(blocked).toBe(['/a?q=1', '/a?q=1\u00a0x', '/a?q=1\u0085'].includes(target));
    for (const mixture of [asHashes, [...rules, other, ...asHashes.slice(1)]]) {
      const hashed = new HashedMatcher(new Matcher(snapshotOf(mixture)), hashText);
      expect(hashed.matchRequest('shop.test', target, 0) > 0).toBe(blocked);
    }
  },
);

test('no request can name the rule of a hashed entry', () => {
  const hash = hmac(KEYS[0], 'bad.test');
  const plain = new Matcher(snapshotOf([hashedRule(hash, 'domain', 0, 1)]));
  for (const host of [hash, `www.${hash}`, hash.toUpperCase(), `${hash}.`])
    expect(plain.matchHost(host, 0)).toBeLessThan(0);
  const semantics = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;
  expect(ruleFrom(hash, semantics, 0, 1).ok).toBe(false);
  expect(ONE_LIST).toHaveLength(1);
});

test.each([
  ['192.0.2.1', 'an address'],
  ['[2001:db8::1]', 'an address'],
  ['http://192.0.2.1/a', 'a page of an address'],
  ['shop.test/1/2/3/4/5/6/7/8/9/', 'more directories than are asked for'],
  [`shop.test/${'x'.repeat(2048)}`, 'longer than is asked for'],
])('%s has no text: %s', (entry) => {
  expect(rulesOf([entry]).map(hashedTextOf)).toEqual([undefined]);
});
