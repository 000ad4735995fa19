import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { all, changed, frame, HELLO, ZERO } from '../support/datagrams.ts';
import { cryptoFrame, initial, type PacketParts, packet, V1, V2 } from '../support/initial.ts';
import { readAll } from '../support/quic.ts';

/** How a message may come: frames of any size in any order, some twice, spread over packets and datagrams. */
interface Cut {
  readonly cuts: readonly number[];
  readonly order: readonly number[];
  readonly repeats: readonly number[];
  readonly perPacket: number;
  readonly packetsPerDatagram: number;
  readonly parts: PacketParts;
}

const cut: fc.Arbitrary<Cut> = fc.record({
  cuts: fc.array(fc.nat(HELLO.length), { maxLength: 24 }),
  order: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
  repeats: fc.array(fc.nat(24), { maxLength: 6 }),
  perPacket: fc.integer({ min: 1, max: 9 }),
  packetsPerDatagram: fc.integer({ min: 1, max: 3 }),
  parts: fc.record({ version: fc.constantFrom(V1, V2), token: fc.constantFrom(Buffer.alloc(0), Buffer.alloc(64)) }),
});

function datagramsOf(message: Buffer, { cuts, order, repeats, perPacket, packetsPerDatagram, parts }: Cut): Buffer[] {
  const bounds = [0, ...cuts.toSorted((a, b) => a - b), message.length];
  const once = bounds.slice(1).map((to, at) => cryptoFrame(message, bounds[at] ?? 0, to));
  const frames = [...once, ...repeats.map((at) => once[at % once.length] ?? ZERO)];
  const shuffled = frames.map((one, at) => ({ one, key: order[at] ?? at })).toSorted((a, b) => a.key - b.key);
  const packets: Buffer[] = [];
  for (let at = 0; at < shuffled.length; at += perPacket) {
    const some = all(shuffled.slice(at, at + perPacket).flatMap(({ one }) => [one, frame(1, 0)]));
    packets.push(packet(some, { ...parts, number: packets.length }));
  }
  const datagrams: Buffer[] = [];
  for (let at = 0; at < packets.length; at += packetsPerDatagram) {
    const bytes = all(packets.slice(at, at + packetsPerDatagram));
    datagrams.push(all([bytes, Buffer.alloc(Math.max(0, 1200 - bytes.length))]));
  }
  return datagrams;
}

test('however a hello is cut, ordered and spread, the verdict comes with its last byte and is the same', () => {
  let many = 0;
  fc.assert(
    fc.property(cut, (way) => {
      const datagrams = datagramsOf(HELLO, way);
      const outcomes = readAll(datagrams);
      if (datagrams.length > 1) many += 1;
      const [before, after] = [outcomes.indexOf('shop.test, free'), outcomes.filter((one) => one === 'free').length];
      expect(outcomes.slice(0, before).every((one) => one === 'more')).toBe(true);
      expect(before + 1 + after).toBe(datagrams.length);
    }),
    { seed: 0x5eed, numRuns: 300 },
  );
  expect(many).toBeGreaterThan(100);
});

test('without one byte of it there is no verdict, and a byte that differs is found', () => {
  fc.assert(
    fc.property(cut, fc.nat(HELLO.length - 1), (way, at) => {
      const holed = [initial(cryptoFrame(HELLO, 0, at)), initial(cryptoFrame(HELLO, at + 1), { number: 1 })];
      expect(readAll(holed)).toEqual(['more', 'more']);
      const datagrams = datagramsOf(HELLO, way);
      const other = changed(HELLO, at, (HELLO[at] ?? 0) ^ 1);
      const twice = initial(cryptoFrame(other, at, at + 1), { ...way.parts, number: 99 });
      expect(readAll([...datagrams, twice]).at(-1)).toBe('crypto-ambiguous');
    }),
    { seed: 0x5eed, numRuns: 150 },
  );
});
