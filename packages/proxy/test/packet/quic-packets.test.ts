import { expect, test } from '@jest/globals';
import { addressOf } from '../../src/decide/address.ts';
import { PacketReader } from '../../src/packet/packet-reader.ts';
import { QuicPackets } from '../../src/packet/quic-packets.ts';
import { ExemptionTable, NEVER_FILTERED } from '../../src/policy/exemptions.ts';
import { helloMessage, KEY_SHARE, nameEntry, serverName } from '../support/hello.ts';
import { cryptoFrame, initial, packet } from '../support/initial.ts';
import { CLIENT_FOUR, CLIENT_SIX, SERVER_FOUR, SERVER_SIX } from '../support/packet.ts';
import { PacketFlows } from '../support/packet-flows.ts';

const hello = (name: string): Buffer => helloMessage([serverName(nameEntry(name)), KEY_SHARE]);
const FREE = hello('free.test');
const BLOCKED = hello('www.blocked.test');
const whole = (message: Buffer): Buffer => initial(cryptoFrame(message));

interface UdpShape {
  readonly six?: boolean;
  readonly fromPort?: number;
  /** The length in the UDP header, if it is wrong. */
  readonly length?: number;
}

function udpPacket(payload: Buffer, { six = false, fromPort = 50_000, length = 8 + payload.length }: UdpShape): Buffer {
  const udp = Buffer.alloc(8);
  for (const [at, value] of [fromPort, 443, length].entries()) udp.writeUInt16BE(value, 2 * at);
  const size = 8 + payload.length;
  const head = Buffer.alloc(six ? 8 : 12);
  head[0] = six ? 0x60 : 0x45;
  head.writeUInt16BE(six ? size : 20 + size, six ? 4 : 2);
  head[six ? 6 : 9] = 17;
  return Buffer.concat([head, six ? CLIENT_SIX : CLIENT_FOUR, six ? SERVER_SIX : SERVER_FOUR, udp, payload]);
}

/** Packets of one queue, each at the same place of its memory, as those of a batch are at theirs. */
class Queue extends PacketFlows {
  readonly #bytes = Buffer.alloc(4096);
  readonly #reader = new PacketReader(this.#bytes);
  readonly #ids: string[] = [];
  #id = 0;
  readonly quic = new QuicPackets(
    this.station,
    {
      accept: (id, mark) => void this.#ids.push(`accept ${id} ${mark}`),
      drop: (id) => void this.#ids.push(`drop ${id}`),
      replace: () => {},
      send: () => {},
    },
    this.#bytes,
    () => this.now,
  );

  /** Brings datagrams; what was done with which packet. */
  bring(payloads: readonly Buffer[], shape: UdpShape = {}): string[] {
    for (const payload of payloads) {
      const bytes = udpPacket(payload, shape);
      this.#bytes.fill(0xff);
      bytes.copy(this.#bytes);
      this.#id += 1;
      if (this.#reader.read(0, bytes.length)) this.quic.packet(this.#reader, this.#id);
      else this.#ids.push(`unreadable ${this.#id}`);
    }
    return this.#ids.splice(0);
  }
}

test.each([false, true])('what is free goes on, what is blocked does not; each is counted once (IPv6: %s)', (six) => {
  const queue = new Queue();
  const halves = [initial(cryptoFrame(FREE, 0, 700)), initial(cryptoFrame(FREE, 700), { number: 1 })];
  expect(queue.bring(halves, { six })).toEqual(['accept 1 0', 'accept 2 0']);
  expect(queue.bring([whole(BLOCKED), whole(BLOCKED)], { six, fromPort: 50_001 })).toEqual(['drop 3', 'drop 4']);
  expect(queue.recorder.reported).toEqual([
    'inspected quic',
    'forwarded quic',
    'flow allowed',
    'inspected quic',
    expect.stringMatching(/^blocked quic by /u),
    'flow blocked',
  ]);
  queue.now += 20_000;
  queue.quic.sweep();
  expect(queue.recorder.open).toBe(0);
});

test('what an exempt client sends passes at once, whatever it is, and is not counted', () => {
  const queue = new Queue();
  const client = addressOf('198.51.100.50') as bigint;
  queue.station.exemptions = ExemptionTable.of([{ first: client, last: client, treatment: NEVER_FILTERED }]);
  const draft = whole(FREE);
  draft.writeUInt32BE(0xff00_001d, 1);
  const half = initial(cryptoFrame(BLOCKED, 0, 700));
  expect(queue.bring([draft, half, whole(BLOCKED)])).toEqual(['accept 1 0', 'accept 2 0', 'accept 3 0']);
  expect(queue.recorder).toMatchObject({ reported: [], open: 0 });
  expect(queue.bring([whole(BLOCKED)], { six: true })).toEqual(['drop 4']);
});

test('flows are distinguished by every part of their ends', () => {
  const queue = new Queue();
  const [first, second] = [initial(cryptoFrame(FREE, 0, 700)), initial(cryptoFrame(FREE, 700), { number: 1 })];
  expect(queue.bring([first])).toEqual([]);
  expect(queue.bring([second], { fromPort: 50_001 })).toEqual([]);
  expect(queue.bring([second], { six: true })).toEqual([]);
  expect(queue.bring([second])).toEqual(['accept 1 0', 'accept 4 0']);
  queue.quic.drain();
  expect(queue.bring([])).toEqual(['drop 2', 'drop 3']);
  expect(queue.recorder.open).toBe(0);
});

test('what is not read is counted by its reason, and what closes a connection as a refused flow too', () => {
  const queue = new Queue();
  const draft = whole(FREE);
  draft.writeUInt32BE(0xff00_001d, 1);
  expect(queue.bring([draft, initial(Buffer.from([8, 0]))])).toEqual(['drop 1', 'drop 2']);
  expect(queue.recorder.reported).toEqual([
    'quic unread version-unknown',
    'flow refused',
    'quic unread frames-malformed',
  ]);
});

test('a datagram ends where UDP says so: bytes behind it reach no server', () => {
  const queue = new Queue();
  const decoy = Buffer.concat([Buffer.alloc(1200), whole(FREE)]);
  expect(queue.bring([decoy], { length: 8 + 1200 })).toEqual(['accept 1 0']);
  expect(queue.bring([whole(FREE)], { length: 8 + 100 })).toEqual(['drop 2']);
  for (const length of [0, 7, 4000]) expect(queue.bring([whole(FREE)], { length })[0]).toMatch(/^unreadable/u);
  expect(queue.recorder.reported).toEqual(['quic unread header-malformed']);
});

test('packets of the middle of a connection pass', () => {
  expect(new Queue().bring([packet(Buffer.alloc(9), { type: 2 }), Buffer.alloc(40, 0x41)])).toEqual([
    'accept 1 0',
    'accept 2 0',
  ]);
});
