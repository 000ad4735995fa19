import { expect, test } from '@jest/globals';
import { Random, worldRequests } from '@netvakt/fixtures';
import {
  compile,
  compileOverlay,
  delta,
  Matcher,
  merge,
  openSnapshot,
  type Rule,
  type Snapshot,
  SnapshotError,
} from '@netvakt/matcher';
import { HEADER } from '../../src/snapshot/layout.ts';
import { rewritten } from '../support/damage.ts';
import { crowdedWorld, ONE_LIST, rulesIn, rulesOf, snapshotIn, snapshotOf } from '../support/engines.ts';
import { judgeTwice } from '../support/judge.ts';

/** A world, a third of its rules to be removed and a third to be added. */
function changing(seed: number): {
  world: ReturnType<typeof crowdedWorld>;
  before: Rule[];
  after: Rule[];
  removed: Rule[];
  added: Rule[];
} {
  const world = crowdedWorld(seed);
  const random = new Random(seed);
  const fate = new Map(rulesIn(world).map((rule) => [rule, random.below(3)]));
  const of = (...fates: number[]): Rule[] => rulesIn(world).filter((rule) => fates.includes(fate.get(rule) ?? 0));
  // A rule that stays in another line of the same list must not be removed: rules are compared by all but the line.
  const kept = new Set(of(0, 2).map(nameOf));
  const removed = of(1).filter((rule) => !kept.has(nameOf(rule)));
  return { world, before: [...of(0), ...removed], removed, added: of(2), after: of(0, 2) };
}

function nameOf({ kind, action, host, port, path, query, list }: Rule): string {
  return JSON.stringify([kind, action, host, port ?? null, path, query ?? null, list]);
}

test('a base with its overlay and the merged snapshot agree with the definition', () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const { world, before, after, removed, added } = changing(seed);
    const base = snapshotIn(world, before);
    const overlay = openSnapshot(compileOverlay(base, { remove: removed, add: added }));
    const overlaid = new Matcher(base, overlay);
    const merged = new Matcher(openSnapshot(merge(base, overlay)));
    const requests = worldRequests(world, seed);
    for (let count = 0; count < 1_000; count += 1) {
      const request = requests.next().value;
      const outcome = judgeTwice(overlaid, after, world.lists, request);
      expect(judgeTwice(merged, after, world.lists, request)).toBe(outcome);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
  }
  for (const kind of ['none', 'domain', 'host', 'ip', 'prefix', 'url'])
    expect([kind, Math.min(seen.get(kind) ?? 0, 50)]).toEqual([kind, 50]);
});

test('a merged snapshot is byte for byte what compile makes of the rules that hold then', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { world, before, after, removed, added } = changing(seed);
    const base = snapshotIn(world, before);
    const merged = merge(base, openSnapshot(compileOverlay(base, { remove: removed, add: added })));
    expect(openSnapshot(merged).digest).toBe(snapshotIn(world, after).digest);
  }
});

test('a delta leads from one snapshot to the other, and serves as an overlay meanwhile', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { world, before, after } = changing(seed);
    const [from, to] = [snapshotIn(world, before), snapshotIn(world, after)];
    const change = openSnapshot(delta(from, to));
    expect(openSnapshot(merge(from, change)).digest).toBe(to.digest);
    const matcher = new Matcher(from, change);
    const requests = worldRequests(world, seed);
    for (let count = 0; count < 300; count += 1) judgeTwice(matcher, after, world.lists, requests.next().value);
  }
});

test('a delta between equal snapshots is empty', () => {
  const world = crowdedWorld(1);
  const snapshot = snapshotIn(world);
  expect(openSnapshot(delta(snapshot, snapshot)).ruleCount).toBe(0);
});

test('a delta that leads elsewhere is refused', () => {
  const [one, two] = ['a.test', 'b.test'].map((host) => snapshotOf(rulesOf([host]))) as [Snapshot, Snapshot];
  const forged = rewritten(delta(one, two), (header) => {
    header[HEADER.result] = 1;
  });
  expect(() => merge(one, openSnapshot(forged))).toThrow(SnapshotError);
});

test('an overlay lies over its own base only, and is no snapshot by itself', () => {
  const [one, two] = ['a.test', 'b.test'].map((host) => snapshotOf(rulesOf([host]))) as [Snapshot, Snapshot];
  const change = openSnapshot(delta(one, two));
  expect(() => merge(two, change)).toThrow(/another snapshot/u);
  expect(() => new Matcher(two, change)).toThrow(RangeError);
  expect(() => new Matcher(change)).toThrow(RangeError);
});

test('snapshots of different seeds share no key: no delta', () => {
  const other = openSnapshot(
    compile(rulesOf(['bad.test']), { markets: ['se'], lists: ONE_LIST, seed: Uint32Array.of(9, 9, 9, 9) }),
  );
  expect(() => delta(snapshotOf(rulesOf(['bad.test'])), other)).toThrow(/seed/u);
});

test('an overlay brings new versions of lists, and new lists', () => {
  const base = snapshotOf(rulesOf(['a.test']));
  const lists = [
    { id: 'list', version: '2', markets: ['se'] },
    { id: 'urgent', version: '1', markets: ['se'] },
  ];
  const add = rulesOf(['b.test']).map((rule): Rule => Object.assign(rule, { list: 1 }));
  const overlay = openSnapshot(compileOverlay(base, { add, remove: [], lists }));
  const matcher = new Matcher(base, overlay);
  expect(overlay.lists.map(({ id, version }) => `${id} ${version}`)).toEqual(['list 2', 'urgent 1']);
  expect([...matcher.listsOf(matcher.matchHost('b.test', 0))]).toEqual([1]);
  expect([...matcher.listsOf(matcher.matchHost('a.test', 0))]).toEqual([0]);
  expect(() => compileOverlay(base, { add: [], remove: [], lists: lists.slice(1) })).toThrow(/another place/u);
});

test('an overlay that takes the last path rule of a host away opens the host', () => {
  const base = snapshotOf(rulesOf(['http://shop.test/a/', 'shop.test']));
  const overlay = openSnapshot(
    compileOverlay(base, { add: [], remove: rulesOf(['http://shop.test/a/', 'shop.test']) }),
  );
  const matcher = new Matcher(base, overlay);
  expect(matcher.matchRequest('shop.test', '/a/b', 0)).toBe(0);
  expect(openSnapshot(merge(base, overlay)).digest).toBe(snapshotOf([]).digest);
});
