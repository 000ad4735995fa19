import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FlowKey } from '../../src/packet/flow-key.ts';
import { FlowTable, NO_POSITION } from '../../src/packet/flow-table.ts';
import { isMidstream, isPending, offsetIn, PENDING } from '../../src/packet/marks.ts';
import { PacketReader } from '../../src/packet/packet-reader.ts';
import { FORGOTTEN, RecentVerdicts, WAS_ALLOWED, WAS_BLOCKED } from '../../src/packet/recent-verdicts.ts';
import { CLIENT_FOUR, SERVER_FOUR, tcpPacket } from '../support/packet.ts';

const SEEDS = Int32Array.of(1, 2);

function keyOf(port: number, reversed = false): FlowKey {
  const bytes = reversed
    ? tcpPacket({ from: SERVER_FOUR, to: CLIENT_FOUR, fromPort: 443, toPort: port })
    : tcpPacket({ fromPort: port });
  const reader = new PacketReader(bytes);
  reader.read(0, bytes.length);
  const key = new FlowKey(SEEDS);
  key.set(reader, reversed);
  return key;
}

test('both directions of a flow have one key, and another port another', () => {
  expect(keyOf(40_000, true)).toEqual(keyOf(40_000));
  expect(keyOf(40_001).bytes).not.toEqual(keyOf(40_000).bytes);
});

test('a table finds, removes and orders as a Map does', () => {
  const step = fc.record({ port: fc.integer({ min: 1, max: 40 }), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const table = new FlowTable(16);
      const map = new Map<number, number>();
      const full: [boolean, boolean][] = [];
      for (const { port, remove } of steps) {
        const key = keyOf(port);
        const found = table.find(key);
        expect(found).toBe(map.get(port) ?? NO_POSITION);
        if (remove && found !== NO_POSITION) {
          table.remove(found);
          map.delete(port);
        } else if (found === NO_POSITION) {
          const inserted = table.insert(key);
          full.push([inserted === NO_POSITION, map.size === 16]);
          if (inserted !== NO_POSITION) map.set(port, inserted);
        }
        expect(inOrder(table)).toEqual([...map.values()]);
      }
      expect(full.filter(([none, all]) => none !== all)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function inOrder(table: FlowTable): number[] {
  const order: number[] = [];
  for (let at = table.oldest; at !== NO_POSITION; at = table.after(at)) order.push(at);
  return order;
}

test('a verdict is remembered for its time, for its flow alone', () => {
  const recent = new RecentVerdicts(1000);
  recent.set(keyOf(1), 77, 0, WAS_BLOCKED);
  recent.set(keyOf(2), 77, 0, WAS_ALLOWED);
  expect(recent.find(keyOf(1), 77, 999)).toBe(WAS_BLOCKED);
  expect(recent.find(keyOf(2), 77, 999)).toBe(WAS_ALLOWED);
  expect(recent.find(keyOf(1), 78, 999)).toBe(FORGOTTEN);
  expect(recent.find(keyOf(3), 77, 999)).toBe(FORGOTTEN);
  expect(recent.find(keyOf(1), 77, 1000)).toBe(FORGOTTEN);
});

test.each([
  { base: 0, sequence: 0, offset: 0 },
  { base: 0xffff_fff0, sequence: 0x10, offset: 0x20 },
  { base: 0x3fff_ffff, sequence: 0x4000_0001, offset: 2 },
  { base: 100, sequence: 40, offset: -60 },
])('an offset is counted across every wrap: $sequence from $base', ({ base, sequence, offset }) => {
  const mark = ((base & 0x3fff_ffff) | PENDING) >>> 0;
  expect(isPending(mark)).toBe(true);
  expect(isMidstream(mark)).toBe(base === 0);
  expect(offsetIn(mark, sequence)).toBe(offset);
});
