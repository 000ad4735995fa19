/**
 * What lists of keyed hashes cost a request: the same rules plain and hashed, the same hosts in the same rounds.
 *
 *   node --conditions=@netvakt/source packages/matcher/experiments/hashed.ts [ENTRIES]
 *
 *   plain     Matcher, all rules plain: what is paid if no list is hashed
 *   known     HashedMatcher, hosts that it has met
 *   new       HashedMatcher, each host met for the first time; the names above it are mostly known
 *   listed    HashedMatcher, hosts that are on the list
 */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { hostOf } from '@netvakt/fixtures';
import { compile, HashedMatcher, hashedRule, Matcher, openSnapshot, type Rule, ruleFrom } from '../src/index.ts';

const ROUNDS = 15;
const HOSTS = 20_000;
const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;

const entries = Number(process.argv[2] ?? '100000');
const key = createSecretKey(randomBytes(32));
const hmac = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
const names = Array.from({ length: entries }, (_, index) => hostOf(1, index));

function* plainRules(): Generator<Rule> {
  for (const [index, name] of names.entries()) {
    const made = ruleFrom(name, SEMANTICS, 0, index + 1);
    if (made.ok) yield made.rule;
  }
}

function* hashedRules(): Generator<Rule> {
  for (const rule of plainRules()) yield hashedRule(hmac(rule.host), 'domain', 0, rule.line);
}

function matcherOf(rules: Iterable<Rule>): Matcher {
  const lists = [{ id: 'list', version: '1', markets: ['se'] }];
  return new Matcher(openSnapshot(compile(rules, { markets: ['se'], lists, seed: Uint32Array.of(1, 2, 3, 4) })));
}

/** Hosts as on the wire: three labels, 500 different sites. */
function hostsOf(round: number): readonly Buffer[] {
  return Array.from({ length: HOSTS }, (_, index) => Buffer.from(`r${round}i${index}.site-${index % 500}.example`));
}

/** Nanoseconds a request. */
function timed(matcher: Matcher | HashedMatcher, hosts: readonly Buffer[], wanted: boolean): number {
  const target = Buffer.from('/a/page.html?q=1');
  const heads = hosts.map((host) => Buffer.concat([host, target]));
  let blocked = 0;
  const begun = performance.now();
  for (const head of heads) {
    const end = head.length - target.length;
    if (matcher.matchRequestBytes(head, 0, end, end, head.length, 0) > 0) blocked += 1;
  }
  const spent = performance.now() - begun;
  if (blocked !== (wanted ? hosts.length : 0)) throw new Error(`${blocked} of ${hosts.length} blocked`);
  return (spent * 1e6) / hosts.length;
}

const plain = matcherOf(plainRules());
const base = matcherOf(hashedRules());
const hashed = new HashedMatcher(base, (text) => [hmac(text)]);
const listed = names.slice(0, 2000).map((name) => Buffer.from(`www.${name}`));
const figures: Record<'plain' | 'known' | 'new' | 'listed' | 'hash', number[]> = {
  plain: [],
  known: [],
  new: [],
  listed: [],
  hash: [],
};
for (let round = 0; round < ROUNDS; round += 1) {
  const hosts = hostsOf(round);
  figures.plain.push(timed(plain, hosts, false));
  figures.new.push(timed(hashed, hosts, false));
  figures.known.push(timed(hashed, hosts, false));
  timed(hashed, listed, true);
  figures.listed.push(timed(hashed, listed, true));
  const begun = performance.now();
  for (const name of names.slice(0, HOSTS)) hmac(name);
  figures.hash.push(((performance.now() - begun) * 1e6) / Math.min(HOSTS, names.length));
}
for (const [way, values] of Object.entries(figures)) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  process.stdout.write(`${way.padEnd(8)} ${at(0.5).padStart(6)} ns  (${at(0)} to ${at(1)})\n`);
}
