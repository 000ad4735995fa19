import { expect, test } from '@jest/globals';
import { overviewOf, Statistics } from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import { makeWorld } from '../support/world.ts';

/** 26 November 2026, 11:20 UTC. */
const AT = 1_795_692_000;

test('figures of a market are those of its counters', () => {
  const world = makeWorld();
  const [writer] = world.writers;
  writer?.inspected(0, 0);
  writer?.inspected(0, 2);
  writer?.blocked(0, 0, [0], new Sighting());
  writer?.uninspectable(0, 1);
  writer?.connectionOpened(0);
  const { markets, unseen, connections, workers } = overviewOf(world.sources, undefined, AT);
  expect(markets.map(({ market, inspected, requests, unseen: part }) => [market, inspected, requests, part])).toEqual([
    ['se', 2, 1, 1],
    ['lt', 0, 0, 0],
  ]);
  expect(unseen).toEqual([
    { reason: 'ech', count: 0 },
    { reason: 'no-sni', count: 1 },
  ]);
  expect(connections.active).toBe(1);
  expect(workers.each).toHaveLength(2);
});

test('what was blocked is told in batches: the page tells no more than a scrape', () => {
  const world = makeWorld({ windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10, intervalSeconds: 3600 });
  const requests = (): number | undefined => overviewOf(world.sources, undefined, AT).markets[0]?.requests;
  world.writers[0]?.blocked(0, 0, [0], new Sighting());
  expect(requests()).toBe(0);
  world.statistics.advance(AT - 60);
  expect(requests()).toBe(1);
  expect(overviewOf(world.sources, undefined, AT).statisticsAt).toBe(AT - 60);
});

test('totals of days are put in their places; a day of which nothing is known is a gap', () => {
  const history = [
    { day: '2026-11-26', market: 'se', pages: 5 },
    { day: '2026-11-24', market: 'se', pages: 7 },
    { day: '2026-11-25', market: 'lt', pages: 9 },
    { day: '2026-11-01', market: 'se', pages: 99 },
    { day: '2026-11-26', market: 'gone', pages: 99 },
  ];
  const { markets, kept } = overviewOf(makeWorld().sources, history, AT);
  expect(kept).toBe(true);
  const [se = []] = markets.map(({ days }) => days);
  expect(se).toHaveLength(14);
  expect([se[0]?.day, se[13]?.day]).toEqual(['2026-11-13', '2026-11-26']);
  expect(markets.map(({ days }) => days.slice(-3).map(({ pages }) => pages))).toEqual([
    [7, undefined, 5],
    [undefined, 9, undefined],
  ]);
});

test('without totals on disk today is what this process has counted', () => {
  const { markets, kept } = overviewOf(makeWorld().sources, undefined, AT);
  expect(kept).toBe(false);
  expect(markets[0]?.days.slice(-2)).toEqual([
    { day: '2026-11-25', pages: undefined },
    { day: '2026-11-26', pages: 0 },
  ]);
});

test('a list says whether its last attempt failed; one that the configuration no longer names is not shown', () => {
  const world = makeWorld();
  world.lists.attempted('shared', AT - 50);
  world.lists.succeeded('se-domains', AT - 100, {
    version: '7',
    entries: { domain: 3, url: 4 },
    lines: {},
    rejected: {},
    quarantined: {},
    expiry: AT + 60,
  });
  const shown = (): unknown[] =>
    overviewOf(world.sources, undefined, AT).lists.map(({ list, version, rules, lastSuccess, expiry, failing }) => [
      list,
      version,
      rules,
      lastSuccess,
      expiry,
      failing,
    ]);
  expect(shown()).toEqual([
    ['se-domains', '7', 7, AT - 100, AT + 60, false],
    ['shared', undefined, 0, 0, 0, true],
  ]);
  world.lists.track([{ id: 'shared', markets: ['se'] }]);
  expect(shown()).toHaveLength(1);
});

test('a list says what waits and what is in shadow, with what that would have blocked, in batches like a scrape', () => {
  const world = makeWorld({ windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10, intervalSeconds: 3600 });
  const shown = (): unknown[] =>
    overviewOf(world.sources, undefined, AT).lists.map(({ list, waiting, inShadow, wouldBlock }) => [
      list,
      waiting,
      inShadow,
      wouldBlock,
    ]);
  world.lists.stands('se-domains', { waiting: true, inShadow: false });
  world.lists.stands('shared', { waiting: false, inShadow: true });
  const shared = Uint16Array.of(new Map(world.sources.slots.entries()).get('shared') ?? 99);
  for (const market of [0, 1, 1]) world.writers[0]?.shadowed(market, shared);
  const before = shown();
  world.statistics.advance(AT);
  const standing = [
    ['se-domains', true, false, 0],
    ['shared', false, true, 0],
  ];
  expect(before).toEqual(expect.arrayContaining(standing));
  expect(shown()).toEqual(expect.arrayContaining([standing[0], ['shared', false, true, 3]]));
});

test('today is that of the market', () => {
  const world = makeWorld();
  const zones = ['Pacific/Kiritimati', 'America/New_York'];
  const statistics = new Statistics(world.sources.totals, world.statistics.units, zones);
  const { markets } = overviewOf({ ...world.sources, statistics }, undefined, AT);
  expect(markets.map(({ timeZone, days }) => [timeZone, days.at(-1)?.day])).toEqual([
    ['Pacific/Kiritimati', '2026-11-27'],
    ['America/New_York', '2026-11-26'],
  ]);
});
