import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ECH, GREASE, helloMessage, KEY_SHARE, nameEntry, serverName } from '../support/hello.ts';
import { cryptoFrame, ID, initial, type PacketParts, packet, V1, V2, varint } from '../support/initial.ts';
import { readAll } from '../support/quic.ts';

const NAME = serverName(nameEntry('shop.test'));
const HELLO = helloMessage([GREASE, NAME, KEY_SHARE]);
const SMALL = helloMessage([NAME]);
const ZERO = Buffer.alloc(1);
const OTHER_ID = Buffer.from('f067a5502a4262b5', 'hex');
const all = Buffer.concat;
const frame = (...bytes: readonly number[]): Buffer => Buffer.from(bytes);

/** A packet of an unknown version, long enough to be an Initial. */
function unknownVersion(number: number, first = 0xc0): Buffer {
  const bytes = initial(cryptoFrame(SMALL));
  bytes[0] = first;
  bytes.writeUInt32BE(number, 1);
  return bytes;
}

/** A datagram with one byte changed. */
function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

const halves = [initial(cryptoFrame(HELLO, 0, 700)), initial(cryptoFrame(HELLO, 700), { number: 1 })] as const;

const table: readonly {
  readonly why: string;
  readonly datagrams: readonly Buffer[];
  readonly want: readonly string[];
}[] = [
  { why: 'a hello in one datagram', datagrams: [initial(cryptoFrame(SMALL))], want: ['shop.test, free'] },
  { why: 'version 2', datagrams: [initial(cryptoFrame(SMALL), { version: V2 })], want: ['shop.test, free'] },
  { why: 'a hello in two datagrams', datagrams: halves, want: ['more', 'shop.test, free'] },
  { why: 'the second one first', datagrams: halves.toReversed(), want: ['more', 'shop.test, free'] },
  {
    why: 'the first one twice: its packet number was there',
    datagrams: [halves[0], halves[0], halves[1]],
    want: ['more', 'more', 'shop.test, free'],
  },
  {
    why: 'sent again after the verdict',
    datagrams: [...halves, initial(cryptoFrame(HELLO, 0, 700), { number: 2 })],
    want: ['more', 'shop.test, free', 'free'],
  },
  {
    why: 'a blocked name',
    datagrams: [initial(cryptoFrame(helloMessage([serverName(nameEntry('blocked.test'))])))],
    want: ['blocked.test, shut'],
  },
  {
    why: 'ECH: the outer name is judged',
    datagrams: [initial(cryptoFrame(helloMessage([ECH, NAME])))],
    want: ['shop.test ech, free'],
  },
  {
    why: 'frames shuffled, overlapping, with PING and PADDING between them, as Chromium does it',
    datagrams: [
      initial(
        all([
          cryptoFrame(SMALL, 40),
          frame(1, 0, 0),
          cryptoFrame(SMALL, 3, 50),
          frame(1),
          cryptoFrame(SMALL, 0, 10),
          cryptoFrame(SMALL, 5, 5),
        ]),
      ),
    ],
    want: ['shop.test, free'],
  },
  {
    why: 'two Initials in one datagram',
    datagrams: [all([packet(cryptoFrame(SMALL, 0, 30)), initial(cryptoFrame(SMALL, 30), { number: 1 })])],
    want: ['shop.test, free'],
  },
  {
    why: '0-RTT behind the Initial, and in datagrams of its own',
    datagrams: [
      all([halves[0], packet(ZERO, { type: 1 })]),
      packet(ZERO, { type: 1, number: 1 }),
      halves[1],
      packet(ZERO, { type: 1, number: 2 }),
    ],
    want: ['more', 'more', 'shop.test, free', 'free'],
  },
  {
    why: 'zeros behind the packet',
    datagrams: [all([packet(cryptoFrame(SMALL)), Buffer.alloc(1200)])],
    want: ['shop.test, free'],
  },
  {
    why: 'after a Retry: a new id, a token, and the hello again',
    datagrams: [
      initial(cryptoFrame(SMALL)),
      initial(cryptoFrame(SMALL), { id: OTHER_ID, token: Buffer.alloc(70, 7), number: 1 }),
    ],
    want: ['shop.test, free', 'shop.test, free'],
  },
  {
    why: 'to the id that the server chose, with the first keys: an ACK',
    datagrams: [initial(cryptoFrame(SMALL)), initial(frame(2, 0, 0, 0, 0), { id: OTHER_ID, keysOfId: ID, number: 1 })],
    want: ['shop.test, free', 'free'],
  },
  {
    why: 'a second hello for a blocked name, after a HelloRetryRequest',
    datagrams: [
      initial(cryptoFrame(SMALL)),
      initial(cryptoFrame(all([SMALL, helloMessage([serverName(nameEntry('blocked.test'))])]), SMALL.length), {
        id: OTHER_ID,
        keysOfId: ID,
        number: 1,
      }),
    ],
    want: ['shop.test, free', 'blocked.test, shut'],
  },
  {
    why: 'both hellos at once',
    datagrams: [initial(cryptoFrame(all([SMALL, helloMessage([serverName(nameEntry('blocked.test'))])])))],
    want: ['shop.test, blocked.test, shut'],
  },
  {
    why: 'the beginning of a second hello is held',
    datagrams: [initial(cryptoFrame(all([SMALL, HELLO]), 0, SMALL.length + 9))],
    want: ['shop.test, more'],
  },
  {
    why: 'the server has chosen version 2: its keys follow from the first id',
    datagrams: [
      initial(cryptoFrame(SMALL)),
      initial(cryptoFrame(all([SMALL, helloMessage([serverName(nameEntry('blocked.test'))])]), SMALL.length), {
        version: V2,
        id: OTHER_ID,
        keysOfId: ID,
        number: 1,
      }),
    ],
    want: ['shop.test, free', 'blocked.test, shut'],
  },
  {
    why: 'two connections of one socket, each with its verdict',
    datagrams: [
      initial(cryptoFrame(helloMessage([serverName(nameEntry('blocked.test'))]))),
      initial(cryptoFrame(SMALL), { id: OTHER_ID }),
      initial(cryptoFrame(SMALL), { number: 1 }),
    ],
    want: ['blocked.test, shut', 'shop.test, free', 'shut'],
  },
  {
    why: 'the fixed bit is 0, by agreement (RFC 9287)',
    datagrams: [initial(cryptoFrame(SMALL), { fixedBit: false, token: Buffer.alloc(9) })],
    want: ['shop.test, free'],
  },
  {
    why: 'packet numbers that begin high',
    datagrams: [initial(cryptoFrame(SMALL), { number: 0x7fff_fff0, numberBytes: 4 })],
    want: ['shop.test, free'],
  },
  {
    why: 'a packet number that is cut, and runs over',
    datagrams: [
      initial(cryptoFrame(HELLO, 0, 700), { number: 0xff_fffe, numberBytes: 4 }),
      initial(cryptoFrame(HELLO, 700), { number: 0x100_0001, numberBytes: 1 }),
    ],
    want: ['more', 'shop.test, free'],
  },
  {
    why: 'ids of no and of 20 bytes',
    datagrams: [initial(cryptoFrame(SMALL), { id: Buffer.alloc(0), source: Buffer.alloc(20) })],
    want: ['shop.test, free'],
  },
  {
    why: 'an ACK with ranges and ECN, and a close, among the frames',
    datagrams: [
      initial(all([frame(3, 9, 0, 1, 0, 0, 0, 1, 2, 3), cryptoFrame(SMALL), frame(0x1c, 0, 6, 3, 65, 66, 67)])),
    ],
    want: ['shop.test, free'],
  },
  {
    why: 'a type of frame in more bytes than it needs',
    datagrams: [initial(all([frame(0x40, 0x06), cryptoFrame(SMALL).subarray(1)]))],
    want: ['shop.test, free'],
  },

  // Nothing to read.
  {
    why: 'a short header: after the handshake, or after a migration',
    datagrams: [Buffer.alloc(1200, 0x41), Buffer.alloc(1, 0x40)],
    want: ['free', 'free'],
  },
  { why: 'a Handshake packet of an unknown connection', datagrams: [packet(ZERO, { type: 2 })], want: ['free'] },
  { why: 'no byte', datagrams: [Buffer.alloc(0)], want: ['free'] },
  {
    why: 'RTP, which begins with the same bit (RFC 9443)',
    datagrams: [Buffer.concat([Buffer.from('8060000100000001', 'hex'), Buffer.alloc(160, 9)])],
    want: ['free'],
  },
  {
    why: 'DTLS, WireGuard, STUN',
    datagrams: [Buffer.alloc(1200, 0x16), Buffer.alloc(148, 1), Buffer.alloc(20)],
    want: ['free', 'free', 'free'],
  },
  { why: 'Version Negotiation, which only a server sends', datagrams: [unknownVersion(0)], want: ['free'] },
  {
    why: 'a Retry, which only a server sends',
    datagrams: [changed(initial(cryptoFrame(SMALL)), 0, 0xf0)],
    want: ['free'],
  },

  // Not read: the reasons.
  { why: 'a draft version', datagrams: [unknownVersion(0xff00_001d)], want: ['version-unknown'] },
  {
    why: 'a version that is reserved to provoke negotiation (RFC 9000 §15)',
    datagrams: [unknownVersion(0x1a2a_3a4a)],
    want: ['version-unknown'],
  },
  {
    why: 'an unknown version behind an Initial',
    datagrams: [all([initial(cryptoFrame(SMALL)), unknownVersion(0xff00_001d)])],
    want: ['version-unknown'],
  },
  {
    why: 'a header that is cut short',
    datagrams: [initial(cryptoFrame(SMALL)).subarray(0, 6)],
    want: ['header-malformed'],
  },
  {
    why: 'a connection id of 21 bytes',
    datagrams: [initial(cryptoFrame(SMALL), { id: Buffer.alloc(21) })],
    want: ['header-malformed'],
  },
  {
    why: 'a source id of 21 bytes',
    datagrams: [initial(cryptoFrame(SMALL), { source: Buffer.alloc(21) })],
    want: ['header-malformed'],
  },
  {
    why: 'a packet longer than its datagram',
    datagrams: [initial(cryptoFrame(SMALL)).subarray(0, 1199)],
    want: ['header-malformed'],
  },
  {
    why: 'a token longer than its datagram',
    datagrams: [changed(initial(cryptoFrame(SMALL)), 15, 0x7f)],
    want: ['header-malformed'],
  },
  {
    why: 'an Initial in 1,199 bytes: servers discard it',
    datagrams: [packet(all([cryptoFrame(SMALL), Buffer.alloc(1199 - packet(cryptoFrame(SMALL)).length)]))],
    want: ['datagram-small'],
  },
  {
    why: 'its rest in a small datagram',
    datagrams: [halves[0], packet(cryptoFrame(HELLO, 700, 900), { number: 1 })],
    want: ['more', 'datagram-small'],
  },
  {
    why: 'packets of two connections in one datagram',
    datagrams: [all([initial(cryptoFrame(SMALL)), initial(cryptoFrame(SMALL), { id: OTHER_ID })])],
    want: ['connections-mixed'],
  },
  {
    why: 'packets of two versions in one datagram',
    datagrams: [all([initial(cryptoFrame(SMALL)), initial(cryptoFrame(SMALL), { version: V2 })])],
    want: ['connections-mixed'],
  },
  { why: 'one bit wrong', datagrams: [changed(initial(cryptoFrame(SMALL)), 600, 7)], want: ['not-authentic'] },
  {
    why: 'keys of another connection: this filter has not seen its beginning',
    datagrams: [initial(frame(2, 0, 0, 0, 0), { id: OTHER_ID, keysOfId: ID })],
    want: ['not-authentic'],
  },
  {
    why: 'a STREAM frame',
    datagrams: [initial(all([frame(8, 0), Buffer.alloc(9)])), initial(cryptoFrame(SMALL), { number: 1 })],
    want: ['frames-malformed', 'shut'],
  },
  {
    why: 'a CRYPTO frame that is cut short',
    datagrams: [initial(all([Buffer.alloc(1150), frame(6, 0, 0x44, 0xff, 1)]))],
    want: ['frames-malformed'],
  },
  {
    why: 'an ACK with more ranges than there are',
    datagrams: [initial(frame(2, 0, 0, 0xbf, 0xff, 0xff, 0xff))],
    want: ['frames-malformed'],
  },
  {
    why: 'a hundred and more empty frames',
    datagrams: [initial(all(Array.from({ length: 130 }, () => frame(6, 0, 0))))],
    want: ['frames-too-many'],
  },
  {
    why: 'a byte that comes twice and differs',
    datagrams: [halves[0], initial(cryptoFrame(changed(HELLO, 650, 0xee), 600, 800), { number: 1 })],
    want: ['more', 'crypto-ambiguous'],
  },
  {
    why: 'a decoy that the server never gets: the real bytes differ from it',
    datagrams: [
      initial(cryptoFrame(SMALL)),
      initial(cryptoFrame(helloMessage([serverName(nameEntry('evil.test'))])), { number: 1 }),
    ],
    want: ['shop.test, free', 'crypto-ambiguous'],
  },
  {
    why: 'a handshake beyond 16 KiB',
    datagrams: [initial(all([frame(6), varint(16_380), varint(9), Buffer.alloc(9)]))],
    want: ['crypto-too-large'],
  },
  {
    why: 'a hello that says it is longer than 16 KiB',
    datagrams: [initial(cryptoFrame(frame(1, 0, 0x50, 0)))],
    want: ['crypto-too-large'],
  },
  {
    why: 'a handshake in many pieces with gaps',
    datagrams: [initial(all(Array.from({ length: 40 }, (_, at) => cryptoFrame(HELLO, 2 * at + 1, 2 * at + 2))))],
    want: ['crypto-scattered'],
  },
  {
    why: 'no ClientHello',
    datagrams: [initial(cryptoFrame(frame(2, 0, 0, 4, 1, 2, 3, 4)))],
    want: ['hello-malformed'],
  },
  { why: 'two server names', datagrams: [initial(cryptoFrame(helloMessage([NAME, NAME])))], want: ['hello-malformed'] },
  {
    why: 'more Initials than a handshake needs',
    datagrams: Array.from({ length: 33 }, (_, number) => initial(frame(1), { number })),
    want: [...Array.from({ length: 32 }, () => 'more'), 'packets-too-many'],
  },
  {
    why: 'more connections than a socket has',
    datagrams: Array.from({ length: 33 }, (_, at) => initial(frame(1), { id: Buffer.from([at, 1, 2, 3, 4, 5, 6, 7]) })),
    want: [...Array.from({ length: 32 }, () => 'more'), 'connections-too-many'],
  },
];

test.each(table)('$why', ({ datagrams, want }) => {
  const copies = datagrams.map((datagram) => Buffer.from(datagram));
  expect(readAll(datagrams)).toEqual(want);
  expect(datagrams).toEqual(copies); // they may be forwarded
});

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
