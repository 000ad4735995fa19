import { expect, test } from '@jest/globals';
import {
  all,
  changed,
  frame,
  HALVES,
  HELLO,
  NAME,
  OTHER_ID,
  ofVersion,
  type Row,
  SMALL,
  ZERO,
} from '../support/datagrams.ts';
import { ECH, helloMessage, nameEntry, serverName } from '../support/hello.ts';
import { cryptoFrame, ID, initial, packet, V2 } from '../support/initial.ts';
import { readAll } from '../support/quic.ts';

const table: readonly Row[] = [
  { why: 'a hello in one datagram', datagrams: [initial(cryptoFrame(SMALL))], want: ['shop.test, free'] },
  { why: 'version 2', datagrams: [initial(cryptoFrame(SMALL), { version: V2 })], want: ['shop.test, free'] },
  { why: 'a hello in two datagrams', datagrams: HALVES, want: ['more', 'shop.test, free'] },
  { why: 'the second one first', datagrams: HALVES.toReversed(), want: ['more', 'shop.test, free'] },
  {
    why: 'the first one twice: its packet number was there',
    datagrams: [HALVES[0], HALVES[0], HALVES[1]],
    want: ['more', 'more', 'shop.test, free'],
  },
  {
    why: 'sent again after the verdict',
    datagrams: [...HALVES, initial(cryptoFrame(HELLO, 0, 700), { number: 2 })],
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
      all([HALVES[0], packet(ZERO, { type: 1 })]),
      packet(ZERO, { type: 1, number: 1 }),
      HALVES[1],
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
  { why: 'Version Negotiation, which only a server sends', datagrams: [ofVersion(0)], want: ['free'] },
  {
    why: 'a Retry, which only a server sends',
    datagrams: [changed(initial(cryptoFrame(SMALL)), 0, 0xf0)],
    want: ['free'],
  },
];

test.each(table)('$why', ({ datagrams, want }) => {
  const copies = datagrams.map((datagram) => Buffer.from(datagram));
  expect(readAll(datagrams)).toEqual(want);
  expect(datagrams).toEqual(copies); // they may be forwarded
});
