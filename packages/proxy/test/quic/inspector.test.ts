import { expect, test } from '@jest/globals';
import { helloMessage, KEY_SHARE, nameEntry, serverName } from '../support/hello.ts';
import { cryptoFrame, initial, type PacketParts, packet } from '../support/initial.ts';
import { Inspected } from '../support/quic.ts';

const FREE = helloMessage([serverName(nameEntry('free.test')), KEY_SHARE]);
const BLOCKED = helloMessage([serverName(nameEntry('blocked.test')), KEY_SHARE]);
const id = (at: number): Buffer => Buffer.from([at >> 8, at & 255, 1, 2, 3, 4, 5, 6]);
const whole = (message: Buffer, parts: PacketParts = {}): Buffer => initial(cryptoFrame(message), parts);
const first = (message: Buffer, parts: PacketParts = {}): Buffer => initial(cryptoFrame(message, 0, 700), parts);
const second = (message: Buffer, parts: PacketParts = {}): Buffer =>
  initial(cryptoFrame(message, 700), { number: 1, ...parts });
const early = packet(Buffer.alloc(9), { type: 1 });

test('a free hello: what was held goes on in its order, then the datagram that ended it', () => {
  const inspected = new Inspected();
  expect(inspected.read([first(FREE), early])).toEqual([]);
  expect(inspected.inspector.counts).toEqual({ reading: 1, passing: 0, closed: 0, held: 2, flows: 1 });
  expect(inspected.read([second(FREE)])).toEqual(['pass 1', 'pass 2', 'pass 3']);
  expect(inspected.read([first(FREE, { number: 2 }), early])).toEqual(['pass 4', 'pass 5']);
  expect(inspected.judged).toEqual(['free.test']);
  expect(inspected.inspector.counts).toEqual({ reading: 0, passing: 1, closed: 0, held: 0, flows: 1 });
});

test('a blocked hello: everything of it is dropped for 60 seconds, and judged once', () => {
  const inspected = new Inspected();
  expect(inspected.read([first(BLOCKED), early, second(BLOCKED)])).toEqual(['drop 1', 'drop 2', 'drop 3']);
  expect(inspected.after(59_999)).toEqual([]);
  expect(inspected.read([first(BLOCKED, { number: 2 }), second(BLOCKED, { number: 3 }), early])).toEqual([
    'drop 4',
    'drop 5',
    'drop 6',
  ]);
  expect(inspected.judged).toEqual(['blocked.test']);
  inspected.after(1);
  expect(inspected.inspector.counts).toEqual({ reading: 0, passing: 0, closed: 0, held: 0, flows: 0 });
  expect(inspected.read([whole(BLOCKED)])).toEqual(['drop 7']);
  expect(inspected.judged).toEqual(['blocked.test', 'blocked.test']);
  expect([inspected.begun, inspected.left]).toEqual([2, 2]);
});

test('another connection of the same socket is judged for itself', () => {
  const inspected = new Inspected();
  expect(inspected.read([whole(BLOCKED), whole(FREE, { id: id(1) }), whole(BLOCKED)])).toEqual([
    'drop 1',
    'pass 2',
    'drop 3',
  ]);
});

test.each([0, 1, 3, 4, 10, 31])('another hello of a connection never passes unread, behind %i other ones', (others) => {
  const inspected = new Inspected();
  const begun = Array.from({ length: others + 1 }, (_, at) => whole(FREE, { id: id(at) }));
  inspected.read(begun);
  // To the id that the server has chosen, with the keys of the client's first one.
  const parts = { id: id(99), keysOfId: id(0), number: 1 };
  const [verdict] = inspected.read([initial(cryptoFrame(Buffer.concat([FREE, BLOCKED]), FREE.length), parts)]);
  expect(verdict).toBe(`drop ${others + 2}`);
  const isRead = others < 4;
  expect(inspected.judged.includes('blocked.test')).toBe(isRead);
  expect(inspected.reasons).toEqual(isRead ? [] : ['connections-too-many']);
});

/** A part of what follows a free hello, in a packet to the id that the server has chosen. */
const laterPart = (number: number, from: number, to?: number): Buffer =>
  initial(cryptoFrame(Buffer.concat([FREE, BLOCKED]), FREE.length + from, to && FREE.length + to), {
    id: id(99),
    keysOfId: id(0),
    number,
  });

test('a blocked second hello is dropped as often as it comes', () => {
  const inspected = new Inspected();
  expect(inspected.read([whole(FREE, { id: id(0) }), laterPart(1, 0), laterPart(2, 0), laterPart(3, 0)])).toEqual([
    'pass 1',
    'drop 2',
    'drop 3',
    'drop 4',
  ]);
  expect(inspected.judged).toEqual(['free.test', 'blocked.test']);
  expect(inspected.reasons).toEqual([]);
});

test('a second hello in several datagrams is held until it is whole, in any order', () => {
  for (const parts of [
    [laterPart(1, 0, 700), laterPart(2, 700)],
    [laterPart(1, 700), laterPart(2, 0, 700)],
    [laterPart(1, 300, 700), laterPart(2, 0, 300), laterPart(3, 300, 700), laterPart(4, 700)],
  ]) {
    const inspected = new Inspected();
    inspected.read([whole(FREE, { id: id(0) })]);
    const verdicts = inspected.read([...parts, ...parts]);
    expect(verdicts.filter((verdict) => verdict.startsWith('pass'))).toEqual([]);
    expect(verdicts).toHaveLength(2 * parts.length);
    expect(inspected.judged).toEqual(['free.test', 'blocked.test']);
  }
});

test('what no key opens passes, if no more connections are known than are tried', () => {
  const inspected = new Inspected();
  inspected.read([0, 1, 2, 3].map((at) => whole(FREE, { id: id(at) })));
  expect(inspected.read([whole(FREE, { id: id(99), keysOfId: id(98) })])).toEqual(['pass 5']);
});

test('what is not whole after a second is dropped, and completed by what is sent again', () => {
  const inspected = new Inspected();
  expect(inspected.read([first(FREE)])).toEqual([]);
  expect(inspected.after(999)).toEqual([]);
  expect(inspected.after(1)).toEqual(['drop 1']);
  expect(inspected.read([second(FREE), first(FREE, { number: 2 })])).toEqual(['pass 2', 'pass 3']);
});

test('what is not whole after ten seconds is forgotten, and counted', () => {
  const inspected = new Inspected();
  inspected.read([first(BLOCKED)]);
  expect(inspected.after(9_999)).toEqual(['drop 1']);
  expect(inspected.reasons).toEqual([]);
  inspected.after(1);
  expect(inspected.reasons).toEqual(['hello-timeout']);
  expect(inspected.inspector.counts.flows).toBe(0);
  // Its rest alone is no evidence.
  expect(inspected.read([second(BLOCKED)])).toEqual([]);
  expect(inspected.after(1_000)).toEqual(['drop 2']);
});

test('a free connection is forgotten after ten seconds: what then comes of it passes, a hello is judged', () => {
  const inspected = new Inspected();
  inspected.read([whole(FREE)]);
  inspected.after(10_000);
  expect(inspected.inspector.counts).toEqual({ reading: 0, passing: 0, closed: 0, held: 0, flows: 0 });
  const later = initial(Buffer.from([2, 0, 0, 0, 0]), { id: id(9), keysOfId: id(8) });
  expect(inspected.read([packet(Buffer.alloc(9), { type: 2 }), later, whole(BLOCKED)])).toEqual([
    'pass 2',
    'pass 3',
    'drop 4',
  ]);
  expect(inspected.reasons).toEqual(['not-authentic']);
});

test('a reason closes the connection, and is counted once', () => {
  const inspected = new Inspected();
  const wrong = initial(Buffer.from([8, 0]));
  expect(inspected.read([wrong, wrong, whole(FREE, { number: 1 })])).toEqual(['drop 1', 'drop 2', 'drop 3']);
  expect(inspected.reasons).toEqual(['frames-malformed']);
});

test('one client fills its own share only', () => {
  const inspected = new Inspected({ unfinishedPerClient: 2 });
  for (let at = 0; at < 3; at += 1) inspected.read([first(FREE, { id: id(at) })], `flow ${at}`);
  expect(inspected.reasons).toEqual(['client-limit']);
  inspected.client = 2;
  expect(inspected.read([whole(FREE, { id: id(3) })], 'flow 3')).toEqual(['pass 4']);
  inspected.client = 1;
  // A verdict makes room.
  expect(inspected.read([second(FREE, { id: id(0) })], 'flow 0')).toEqual(['pass 1', 'pass 5']);
  expect(inspected.read([whole(FREE, { id: id(4) })], 'flow 4')).toEqual(['pass 6']);
});

test('unfinished hellos, held packets and what is remembered have limits in all', () => {
  const inspected = new Inspected({ unfinished: 2, held: 1, passing: 3, closed: 3 });
  for (let at = 0; at < 3; at += 1) inspected.read([first(FREE, { id: id(at) })], `flow ${at}`);
  expect(inspected.reasons).toEqual(['flow-limit']);
  expect(inspected.inspector.counts).toMatchObject({ reading: 2, held: 1, flows: 2 });
  inspected.inspector.close();
  expect(inspected.inspector.counts).toEqual({ reading: 0, passing: 0, closed: 0, held: 0, flows: 0 });
  for (let at = 0; at < 20; at += 1)
    inspected.read([whole(at % 2 === 0 ? FREE : BLOCKED, { id: id(at) })], `flow ${at}`);
  expect(inspected.inspector.counts).toEqual({ reading: 0, passing: 3, closed: 3, held: 0, flows: 6 });
  expect(inspected.begun - inspected.left).toBe(3);
});

test('of one connection no more than four packets wait: the bytes of the others are kept', () => {
  const inspected = new Inspected();
  expect(inspected.read([first(FREE), early, early, early, early])).toEqual(['drop 5']);
  const third = initial(cryptoFrame(FREE, 700, 800), { number: 1 });
  expect(inspected.read([third])).toEqual(['drop 6']);
  const passed = inspected.read([initial(cryptoFrame(FREE, 800), { number: 2 })]);
  expect(passed).toEqual(['pass 1', 'pass 2', 'pass 3', 'pass 4', 'pass 7']);
});

test('every packet gets one verdict', () => {
  const inspected = new Inspected({
    held: 8,
    unfinished: 8,
    unfinishedPerClient: 4,
    passing: 4,
    closed: 4,
    heldPerConnection: 2,
  });
  const done: string[] = [];
  let packets = 0;
  for (let at = 0; at < 300; at += 1) {
    inspected.client = at % 5;
    const message = at % 3 === 0 ? BLOCKED : FREE;
    const datagrams = [
      first(message, { id: id(at) }),
      early,
      ...(at % 4 === 0 ? [] : [second(message, { id: id(at) })]),
    ];
    packets += datagrams.length;
    done.push(...inspected.read(datagrams, `flow ${at % 7}`), ...inspected.after(200));
  }
  inspected.inspector.close();
  done.push(...inspected.done);
  const numbers = done.map((one) => Number(one.split(' ')[1])).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: packets }, (_, at) => at + 1));
  expect(done.some((one) => one.startsWith('pass'))).toBe(true);
  expect(inspected.begun).toBe(inspected.left);
});
