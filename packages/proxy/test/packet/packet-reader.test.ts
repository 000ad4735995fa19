import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PacketReader, TCP } from '../../src/packet/packet-reader.ts';
import { internetChecksum, segmentBytes, withoutPayload } from '../../src/packet/segment.ts';
import { CLIENT_FOUR, CLIENT_SIX, SERVER_FOUR, SERVER_SIX, slowChecksum, tcpPacket } from '../support/packet.ts';

const DATA = Buffer.from('some data');

function readerOf(bytes: Buffer, before = 0): PacketReader | undefined {
  const reader = new PacketReader(Buffer.concat([Buffer.alloc(before, 0xff), bytes, Buffer.alloc(9, 0xff)]));
  return reader.read(before, before + bytes.length) ? reader : undefined;
}

/** Hop-by-hop, then destination options of 16 bytes, then TCP. */
const EXTENSIONS = Buffer.from([60, 0, 1, 4, 0, 0, 0, 0, 6, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

test.each([
  { why: 'IPv4', shape: {} },
  { why: 'IPv6', shape: { six: true } },
  { why: 'options of TCP', shape: { options: Buffer.from('020405b40402', 'hex') } },
  { why: 'extension headers', shape: { six: true, extensions: EXTENSIONS, firstExtension: 0 } },
])('$why is read to its last byte', ({ shape }) => {
  const reader = readerOf(tcpPacket({ ...shape, data: DATA, sequence: 0xffff_fff0, acknowledgement: 7 }), 13);
  expect(reader).toMatchObject({ protocol: TCP, sourcePort: 40_000, destinationPort: 443, sequence: 0xffff_fff0 });
  expect(reader?.acknowledgement).toBe(7);
  expect(Buffer.from(reader?.bytes.subarray(reader.payload, reader.end) ?? []).toString()).toBe('some data');
  expect(reader?.truncated).toBe(false);
});

test.each([
  { why: 'nothing', bytes: Buffer.alloc(0) },
  { why: 'no IP', bytes: Buffer.alloc(60, 0x33) },
  { why: 'a header of IPv4 that is too short', bytes: Buffer.concat([Buffer.from([0x44]), tcpPacket({}).subarray(1)]) },
  { why: 'a fragment', bytes: fragment(0x2000) },
  { why: 'a later fragment', bytes: fragment(1) },
  { why: 'a header of TCP that is too short', bytes: withByte(tcpPacket({}), 32, 0x40) },
  { why: 'a header of TCP beyond the end', bytes: withByte(tcpPacket({}), 32, 0xf0) },
  { why: 'a chain of extension headers', bytes: chained() },
  { why: 'IPv6 cut off', bytes: tcpPacket({ six: true }).subarray(0, 50) },
])('$why is not read', ({ bytes }) => {
  expect(readerOf(bytes)).toBeUndefined();
});

test('a packet of which only the beginning was copied is known to be cut', () => {
  const packet = tcpPacket({ data: DATA });
  expect(readerOf(packet.subarray(0, packet.length - 3))).toMatchObject({ truncated: true, length: DATA.length - 3 });
});

test('no bytes make it read beyond them, and what it reads lies within', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(0x45, 0x4f, 0x60), (noise, first) => {
      const reader = readerOf(withByte(Buffer.from(noise), 0, first), 5);
      if (reader === undefined) return;
      expect(reader.payload).toBeGreaterThanOrEqual(reader.transport);
      expect(reader.payload).toBeLessThanOrEqual(reader.end);
      expect(reader.end).toBeLessThanOrEqual(5 + noise.length);
    }),
    { numRuns: 2000 },
  );
});

test('checksums are those of the slow sum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 99 }), (bytes) => {
      expect(internetChecksum(bytes, 0, bytes.length, 0)).toBe(slowChecksum(bytes));
    }),
  );
});

test.each([
  { family: 'IPv4', six: false, from: CLIENT_FOUR, to: SERVER_FOUR },
  { family: 'IPv6', six: true, from: CLIENT_SIX, to: SERVER_SIX },
])('a segment of our own is one that any client could have made, $family', ({ six, from, to }) => {
  const made = segmentBytes({
    from,
    to,
    fromPort: 40_000,
    toPort: 443,
    sequence: 2 ** 32 - 1,
    acknowledgement: 9,
    flags: 0x18,
    data: DATA,
  });
  const reader = readerOf(made);
  expect(reader).toMatchObject({
    isSix: six,
    sequence: 0xffff_ffff,
    acknowledgement: 9,
    flags: 0x18,
    length: DATA.length,
  });
  expect(checksumsHold(made)).toBe(true);
});

test.each([false, true])('a SYN keeps everything but its data (IPv6: %s)', (six) => {
  const options = Buffer.from('020405b4', 'hex');
  const reader = readerOf(tcpPacket({ six, flags: 2, data: DATA, options })) as PacketReader;
  const cut = withoutPayload(reader);
  expect(cut).toEqual(tcpPacket({ six, flags: 2, options }));
});

function checksumsHold(packet: Buffer): boolean {
  const six = (packet[0] as number) >> 4 === 6;
  const tcp = packet.subarray(six ? 40 : 20);
  const length = Buffer.alloc(8);
  length.writeUInt32BE(tcp.length);
  length[7] = 6;
  const addresses = six ? packet.subarray(8, 40) : packet.subarray(12, 20);
  const isHeadRight = six || slowChecksum(packet.subarray(0, 20)) === 0;
  return isHeadRight && slowChecksum(Buffer.concat([addresses, length, tcp])) === 0;
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  if (at < changed.length) changed[at] = value;
  return changed;
}

function fragment(field: number): Buffer {
  const packet = tcpPacket({ data: DATA });
  packet.writeUInt16BE(field, 6);
  return packet;
}

function chained(): Buffer {
  const one = Buffer.from([60, 0, 1, 4, 0, 0, 0, 0]);
  return tcpPacket({ six: true, extensions: Buffer.concat(Array<Buffer>(9).fill(one)), firstExtension: 60 });
}
