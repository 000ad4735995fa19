import { expect, test } from '@jest/globals';
import { APART_SLOT, allocateCounters, CounterTotals, CounterWriter } from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import * as fc from 'fast-check';
import { BLOCKS, type BlockName, layoutOf } from '../../src/counters/layout.ts';
import { SHAPE } from '../support/shape.ts';

type Act = (writer: CounterWriter) => void;

test.each<{ why: string; act: Act; moved: [block: BlockName, at: number[], value: number][] }>([
  { why: 'an inspected request', act: (w) => w.inspected(1, 2), moved: [['inspected', [1, 2], 1]] },
  { why: 'a forwarded request', act: (w) => w.forwarded(0, 1), moved: [['forwarded', [0, 1], 1]] },
  {
    why: 'a block by two lists counts once, and once for each list, in the slots of the snapshot in force',
    act: (w) => w.blocked(1, 0, [0, 1], new Sighting()),
    moved: [
      ['blocked', [1, 0], 1],
      ['blockedByList', [1, 0, 3], 1],
      ['blockedByList', [1, 0, 1], 1],
      ['answered', [0], 1],
    ],
  },
  {
    why: 'a block by lists that are counted apart is in no figure of requests, lists, attempts or pages',
    act: (w) => {
      w.snapshotReplaced(Uint16Array.of(APART_SLOT, APART_SLOT));
      w.blocked(1, 0, [0, 1], new Sighting());
    },
    moved: [
      ['blockedApart', [1, 0], 1],
      ['answered', [0], 1],
    ],
  },
  {
    why: 'one that a delivered list holds as well counts, for that list',
    act: (w) => {
      w.snapshotReplaced(Uint16Array.of(APART_SLOT, 2));
      w.blocked(1, 0, [0, 1], new Sighting());
    },
    moved: [
      ['blocked', [1, 0], 1],
      ['blockedByList', [1, 0, 2], 1],
      ['answered', [0], 1],
    ],
  },
  {
    why: 'what lists in shadow would have blocked counts for each of them, and nowhere else',
    act: (w) => w.shadowed(1, [0, 1]),
    moved: [
      ['shadowedByList', [1, 3], 1],
      ['shadowedByList', [1, 1], 1],
    ],
  },
  {
    why: 'a refusal counts in its market and under its reason',
    act: (w) => w.refused(1, 1, 2),
    moved: [
      ['refused', [1, 1], 1],
      ['refusedFor', [2], 1],
    ],
  },
  { why: 'a canary of the prober, and nothing else', act: (w) => w.probed(1, 2), moved: [['probed', [1, 2], 1]] },
  {
    why: 'a decision in its bucket, bounds included',
    act: (w) => w.decided(0.000_001),
    moved: [
      ['decided', [0], 1],
      ['decidedSeconds', [], 0.000_001],
    ],
  },
  {
    why: 'a decision slower than all bounds',
    act: (w) => w.decided(2),
    moved: [
      ['decided', [10], 1],
      ['decidedSeconds', [], 2],
    ],
  },
  {
    why: 'the event loop',
    act: (w) => w.loop(0.25, 0.5),
    moved: [
      ['loopLag', [], 0.25],
      ['loopBusy', [], 0.5],
    ],
  },
  { why: 'an upstream failure', act: (w) => w.upstreamFailed(1), moved: [['upstreamFailed', [1], 1]] },
  { why: 'something uninspectable', act: (w) => w.uninspectable(1, 1), moved: [['uninspectable', [1, 1], 1]] },
  { why: 'a connection that opens', act: (w) => w.connectionOpened(1), moved: [['opened', [1], 1]] },
  { why: 'one that was intercepted', act: (w) => w.connectionIntercepted(1), moved: [['intercepted', [1], 1]] },
  { why: 'a connection that closes', act: (w) => w.connectionClosed(1), moved: [['closed', [1], 1]] },
  { why: 'a connection turned away', act: (w) => w.connectionRejected(1), moved: [['rejected', [1], 1]] },
  {
    why: 'first bytes that wait, and then some that do not',
    act: (w) => {
      w.waiting(1500);
      w.waiting(-500);
    },
    moved: [['waiting', [], 1000]],
  },
  {
    why: 'packets that came are added up; those that are held are as many as they are now',
    act: (w) => {
      w.packetsCame(64, 9);
      w.packetsCame(3, 2);
    },
    moved: [
      ['packetsCame', [], 67],
      ['packetsHeld', [], 2],
    ],
  },
  {
    why: 'a verdict after 40 microseconds is in the second bucket, and one after a minute behind the last',
    act: (w) => {
      w.packetVerdict(0.000_04);
      w.packetVerdict(60);
    },
    moved: [
      ['packetVerdicts', [1], 1],
      ['packetVerdicts', [9], 1],
      ['packetVerdictSeconds', [], 60.000_04],
    ],
  },
  { why: 'bytes are added up', act: (w) => w.bytes(1, 1460), moved: [['bytes', [1], 1460]] },
])('$why', ({ act, moved }) => {
  const region = allocateCounters(SHAPE);
  const writer = new CounterWriter(region);
  writer.snapshotReplaced(Uint16Array.of(3, 1));
  act(writer);

  const totals = new CounterTotals([region]);
  for (const [block, at, value] of moved) expect(totals.sum(block, at)).toBe(value);
  const everything = new Float64Array(region.buffer).reduce((sum, slot) => sum + slot, 0);
  expect(everything).toBe(moved.reduce((sum, [, , value]) => sum + value, 0)); // and nothing else moved
});

test('every cell of every block has a slot of its own', () => {
  const { sizes, offsets, length } = layoutOf(SHAPE);
  const taken = new Set<number>();
  for (const [name, dimensions] of Object.entries(BLOCKS)) {
    const cells = dimensions.reduce((product, dimension) => product * sizes[dimension], 1);
    for (let cell = 0; cell < cells; cell += 1) taken.add(offsets[name as BlockName] + cell);
  }
  expect(taken.size).toBe(length);
  expect(Math.max(...taken)).toBe(length - 1);
});

test.each([
  { why: 'no market: nothing could be counted', shape: { ...SHAPE, markets: [] } },
  { why: 'a capacity beyond 4096 would be a mistake', shape: { ...SHAPE, listCapacity: 5000 } },
])('refuses $why', ({ shape }) => {
  expect(() => allocateCounters(shape)).toThrow(RangeError);
});

test('agrees with a list of events that is counted by hand', () => {
  const event = fc.record({
    market: fc.nat(1),
    protocol: fc.nat(2),
    lists: fc.uniqueArray(fc.nat(1), { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50 }), (events) => {
      const region = allocateCounters(SHAPE);
      const writer = new CounterWriter(region);
      writer.snapshotReplaced(Uint16Array.of(2, 0));
      for (const { market, protocol, lists } of events) writer.blocked(market, protocol, lists, new Sighting());
      const totals = new CounterTotals([region]);
      for (const [list, slot] of [2, 0].entries()) {
        const byHand = events.filter((e) => e.market === 1 && e.protocol === 0 && e.lists.includes(list)).length;
        expect(totals.sum('blockedByList', [1, 0, slot])).toBe(byHand);
      }
    }),
    { seed: 0x5eed, numRuns: 200 },
  );
});
