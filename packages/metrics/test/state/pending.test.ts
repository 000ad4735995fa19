import { expect, test } from '@jest/globals';
import { allocateCounters, CounterTotals, CounterWriter, ListSlots, Statistics, type Units } from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import { SHAPE } from '../support/shape.ts';

const HOURLY: Units = { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10, intervalSeconds: 3600 };

/** A process that knows `lists`, in this order, and `markets`. */
function processWith(lists: readonly string[], markets: readonly string[] = SHAPE.markets, units = HOURLY) {
  const region = allocateCounters({ ...SHAPE, markets });
  const slots = new ListSlots(SHAPE.listCapacity);
  const writer = new CounterWriter(region);
  writer.snapshotReplaced(slots.assign(lists));
  const live = new CounterTotals([region]);
  const statistics = new Statistics(live, units);
  const pending = () => statistics.pending(statistics.counted(), slots);
  return { writer, slots, statistics, live, pending };
}

test('what is counted and not shown has names, and is empty once it is shown', () => {
  const { writer, statistics, pending } = processWith(['a', 'b']);
  writer.blocked(1, 0, [1], new Sighting());
  const [market, protocol] = [SHAPE.markets[1] ?? '', SHAPE.protocols[0] ?? ''];
  expect(pending()).toEqual([
    { block: 'blocked', at: [market, protocol], count: 1 },
    { block: 'blockedByList', at: [market, protocol, 'b'], count: 1 },
  ]);
  statistics.advance(1);
  expect(pending()).toEqual([]);
});

test('series that move at once have nothing that is not shown', () => {
  const { writer, pending } = processWith(['a'], SHAPE.markets, { ...HOURLY, intervalSeconds: 0 });
  writer.blocked(0, 0, [0], new Sighting());
  expect(pending()).toEqual([]);
});

test('a successor shows them with its next batch, whatever positions its lists and markets have; the verdicts of now do not move', () => {
  const killed = processWith(['a', 'b']);
  killed.writer.blocked(0, 0, [0], new Sighting());
  killed.writer.blocked(0, 0, [1], new Sighting());
  const next = processWith(['new', 'b', 'a'], SHAPE.markets.toReversed());
  const market = SHAPE.markets.length - 1;
  next.statistics.carry(killed.pending(), next.slots);
  expect(next.statistics.totals.sum('blocked', [market, 0])).toBe(0);
  next.writer.blocked(market, 0, [2], new Sighting());
  expect(next.pending()).toContainEqual({
    block: 'blockedByList',
    at: [SHAPE.markets[0], SHAPE.protocols[0], 'a'],
    count: 2,
  });
  next.statistics.advance(1);
  const { totals } = next.statistics;
  expect([0, 1, 2].map((slot) => totals.sum('blockedByList', [market, 0, slot]))).toEqual([0, 1, 2]);
  expect(totals.sum('blocked', [market, 0])).toBe(3);
  expect(next.live.sum('blocked', [market, 0])).toBe(1);
});

test('counts of a list or market that is gone are dropped, the others stay', () => {
  const killed = processWith(['gone', 'kept']);
  killed.writer.blocked(0, 0, [0], new Sighting());
  killed.writer.blocked(1, 0, [1], new Sighting());
  const next = processWith(['kept'], SHAPE.markets.slice(1, 2));
  const carried = next.statistics.carry(killed.pending(), next.slots);
  expect(carried.sum('blocked', [0, 0])).toBe(1);
  expect(carried.sum('blockedByList', [0, 0, 0])).toBe(1);
});

test('each counter of lists is found at its own place, and those that did not move are not', () => {
  const lists = ['a', 'b', 'c'];
  const { statistics, slots } = processWith(lists);
  const byList = SHAPE.markets.flatMap((market) => lists.map((list) => [market, list]));
  const byProtocol = SHAPE.markets.flatMap((market) =>
    SHAPE.protocols.flatMap((protocol) => lists.map((list) => [market, protocol, list])),
  );
  const all = [
    ...byProtocol.map((at) => ({ block: 'blockedByList' as const, at })),
    ...byList.map((at) => ({ block: 'pagesByList' as const, at })),
  ].map(({ block, at }, i) => ({ block, at, count: i + 1 }));
  // Every second one of them, so that a neighbour taken for it would be seen.
  const some = all.filter((_, place) => place % 2 === 0);
  statistics.carry(some, slots);
  expect(statistics.pending(statistics.counted(), slots)).toEqual(some);
});
