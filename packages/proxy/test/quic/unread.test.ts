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
} from '../support/datagrams.ts';
import { helloMessage, nameEntry, serverName } from '../support/hello.ts';
import { cryptoFrame, ID, initial, packet, V2, varint } from '../support/initial.ts';
import { readAll } from '../support/quic.ts';

const table: readonly Row[] = [
  { why: 'a draft version', datagrams: [ofVersion(0xff00_001d)], want: ['version-unknown'] },
  {
    why: 'a version that is reserved to provoke negotiation (RFC 9000 §15)',
    datagrams: [ofVersion(0x1a2a_3a4a)],
    want: ['version-unknown'],
  },
  {
    why: 'an unknown version behind an Initial',
    datagrams: [all([initial(cryptoFrame(SMALL)), ofVersion(0xff00_001d)])],
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
    datagrams: [HALVES[0], packet(cryptoFrame(HELLO, 700, 900), { number: 1 })],
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
    datagrams: [HALVES[0], initial(cryptoFrame(changed(HELLO, 650, 0xee), 600, 800), { number: 1 })],
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
    why: 'another hello in a packet of the same number: which one the server gets first is not known',
    datagrams: [initial(cryptoFrame(SMALL)), initial(cryptoFrame(helloMessage([serverName(nameEntry('evil.test'))])))],
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
