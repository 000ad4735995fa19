/**
 * Where a lookup spends its time, by leaving parts out: each way does what the one before it does, and something more.
 *
 *   node --conditions=@netvakt/source packages/matcher/experiments/parts.ts [ENTRIES]
 *
 * Every string is new: made just before its round, and looked up once. A way has a loop of its own, so that nothing of it is shared.
 */
import { hostOf } from '@netvakt/fixtures';
import { compile, Matcher, openSnapshot, type Rule, ruleFrom } from '../src/index.ts';
import { engineOf } from '../src/match/engine.ts';
import { hostEnd } from '../src/match/walk.ts';
import { walkFor } from '../src/match/walk-for.ts';

const QUERIES = 1 << 15;
const ROUNDS = 24;
const SEMANTICS = { bareHost: 'domain', directoryIsPrefix: true, query: 'exact', pathCase: 'sensitive' } as const;

type Way = (host: string) => number;
type Loop = (way: Way, hosts: readonly string[]) => number;

const entries = Number(process.argv[2] ?? '1000000');

function* rules(): Generator<Rule> {
  for (let index = 0; index < entries; index += 1) {
    const made = ruleFrom(hostOf(1, index), SEMANTICS, 0, index + 1);
    if (made.ok) yield made.rule;
  }
}

const lists = [{ id: 'parts', version: '1', markets: ['se'] }];
const snapshot = openSnapshot(compile(rules(), { markets: ['se'], lists, seed: Uint32Array.of(1, 2, 3, 4) }));
const matcher = new Matcher(snapshot);
const { key, features, index } = engineOf(snapshot, undefined);
const walk = walkFor(key, features.domainLabels);

function sumOf(host: string): number {
  let sum = 0;
  for (let at = host.length - 1; at >= 0; at -= 1) sum += host.charCodeAt(at);
  return sum;
}

const WAYS: readonly (readonly [what: string, way: Way])[] = [
  ['fetch the string', (host) => host.length],
  ['read its characters', sumOf],
  ['hash its suffixes', (host) => walk.text(host, hostEnd(host))],
  ['ask the filter', (host) => index.first(walk, walk.text(host, hostEnd(host)), features.domainLabels)],
  ['the whole lookup', (host) => matcher.matchHost(host, 0)],
];

const HOSTS: Readonly<Record<string, (query: number) => string>> = {
  miss: (query) => hostOf(2, query, 'unlisted'),
  hit: (query) => hostOf(1, (query * 7919) % entries),
};

/** Flat one-byte strings, as a wire reader makes them. */
function fresh(kind: string, round: number): string[] {
  return Array.from({ length: QUERIES }, (_, query) =>
    Buffer.from(HOSTS[kind]?.(round * QUERIES + query) ?? '', 'latin1').toString('latin1'),
  );
}

/** A loop that no other way's calls have been seen in. */
function loopOf(): Loop {
  const body = 'let sum = 0; for (const host of hosts) sum += way(host); return sum;';
  // oxlint-disable-next-line typescript/no-implied-eval -- closures of one function share its code, and with it what it has seen
  return new Function('way', 'hosts', body) as Loop;
}

for (const kind of Object.keys(HOSTS)) {
  const loops = WAYS.map(loopOf);
  const best = WAYS.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, [, way]] of WAYS.entries()) {
      loops[at]?.(way, fresh(kind, round + ROUNDS));
      const hosts = fresh(kind, round);
      const started = performance.now();
      loops[at]?.(way, hosts);
      best[at] = Math.min(best[at] ?? 0, ((performance.now() - started) * 1e6) / QUERIES);
    }
  }
  for (const [at, [what]] of WAYS.entries())
    process.stdout.write(`${kind.padEnd(5)} ${what.padEnd(20)} best ${(best[at] ?? 0).toFixed(1).padStart(6)} ns\n`);
}
