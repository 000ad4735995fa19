import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MORE, WHOLE } from '../../src/bytes/reader-result.ts';
import { NOT_TLS } from '../../src/hello/outcome.ts';
import { RecordReader } from '../../src/hello/record-reader.ts';
import { SETTLED, ServerHelloReader } from '../../src/hello/server-hello-reader.ts';
import { DEFAULT_LIMITS } from '../../src/settings/limits.ts';
import { clientHello, helloMessage, inRecords, nameEntry, serverName, sized } from '../support/hello.ts';
import { nameOf } from '../support/reading.ts';

const record = (type: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([type, 3, 3]), sized(payload)]);
const message = (name: string): Buffer => helloMessage([serverName(nameEntry(name))]);

const FIRST = clientHello('free.test');
const SECOND = clientHello('second.test');
const CIPHER_CHANGE = record(20, Buffer.from([1]));
const EARLY_DATA = record(23, Buffer.alloc(300, 7));
const KEY_EXCHANGE = record(22, Buffer.from([16, 0, 0, 3, 9, 9, 9]));

/** The names of all hellos, and how it ended; the caller's rule "what is passable goes on" is checked as it goes. */
function namesIn(bytes: Buffer, cuts: readonly number[]): { names: string[]; end: string; passed: number } {
  const reader = new RecordReader(DEFAULT_LIMITS);
  const names: string[] = [];
  let passed = 0;
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    let result = reader.read(bytes, start, end);
    while (result === WHOLE) {
      names.push(Buffer.from(reader.hello.name).toString('latin1', 0, reader.hello.nameLength));
      passed = reader.at;
      reader.follow();
      result = reader.read(bytes, reader.at, end);
      passed = reader.passable;
    }
    if (result !== MORE) return { names, end: result === NOT_TLS ? 'settled' : nameOf(result), passed };
    if (names.length > 0 && reader.passable > start) passed = reader.passable;
    start = end;
  }
  return { names, end: 'more', passed };
}

test.each([
  { why: 'nothing more', rest: [], names: ['free.test'], end: 'more' },
  { why: 'a second hello', rest: [SECOND], names: ['free.test', 'second.test'], end: 'more' },
  {
    why: 'behind the record that middleboxes want',
    rest: [CIPHER_CHANGE, SECOND],
    names: ['free.test', 'second.test'],
    end: 'more',
  },
  {
    why: 'behind early data',
    rest: [CIPHER_CHANGE, EARLY_DATA, EARLY_DATA, SECOND],
    names: ['free.test', 'second.test'],
    end: 'more',
  },
  {
    why: 'in records of a byte',
    rest: [inRecords(message('second.test'), 1)],
    names: ['free.test', 'second.test'],
    end: 'more',
  },
  {
    why: 'a third',
    rest: [SECOND, CIPHER_CHANGE, FIRST],
    names: ['free.test', 'second.test', 'free.test'],
    end: 'more',
  },
  { why: 'TLS 1.2 goes on', rest: [KEY_EXCHANGE, CIPHER_CHANGE, SECOND], names: ['free.test'], end: 'settled' },
  { why: 'no record', rest: [Buffer.from('GET / HTTP/1.1\r\n')], names: ['free.test'], end: 'settled' },
  {
    why: 'a broken second hello',
    rest: [inRecords(message('x').subarray(0, 30)), CIPHER_CHANGE],
    names: ['free.test'],
    end: 'hello-malformed',
  },
])('the client goes on: $why', ({ rest, names, end }) => {
  const bytes = Buffer.concat([FIRST, ...rest]);
  expect(namesIn(bytes, [])).toMatchObject({ names, end });
  for (let cut = 0; cut <= bytes.length; cut += 1) expect(namesIn(bytes, [cut])).toMatchObject({ names, end });
});

test('two hellos in one record are two', () => {
  const bytes = inRecords(Buffer.concat([message('free.test'), message('second.test')]));
  for (let cut = 0; cut <= bytes.length; cut += 1)
    expect(namesIn(bytes, [cut]).names).toEqual(['free.test', 'second.test']);
});

test('no byte of an unfinished second hello may pass, all of what comes before it may', () => {
  const before = Buffer.concat([FIRST, CIPHER_CHANGE, EARLY_DATA]);
  const bytes = Buffer.concat([before, SECOND]);
  for (let end = FIRST.length; end < bytes.length; end += 1) {
    for (const cut of [0, FIRST.length, before.length, before.length + 3]) {
      const { passed } = namesIn(bytes.subarray(0, end), cut < end ? [cut] : []);
      expect(passed).toBe(Math.min(end, before.length));
    }
  }
});

const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
function serverHello(random: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([3, 3]), random, Buffer.alloc(40, 1)]);
  return record(22, Buffer.concat([Buffer.from([2, 0, 0, body.length]), body]));
}
const HELLO = serverHello(Buffer.alloc(32, 0xcf));
const RETRY = serverHello(Buffer.from(RETRY_RANDOM, 'hex'));

function settles(bytes: Buffer, cut: number): boolean {
  const reader = new ServerHelloReader();
  return reader.read(bytes.subarray(0, cut)) === SETTLED || reader.read(bytes.subarray(cut)) === SETTLED;
}

test.each([
  { why: 'a ServerHello', bytes: HELLO, want: true },
  { why: 'half of one', bytes: HELLO.subarray(0, 12), want: false },
  { why: 'a request to retry', bytes: RETRY, want: false },
  { why: 'then a ServerHello', bytes: Buffer.concat([RETRY, CIPHER_CHANGE, HELLO]), want: true },
  {
    why: 'a warning about the name first',
    bytes: Buffer.concat([record(21, Buffer.from([1, 112])), RETRY]),
    want: false,
  },
  { why: 'a ServerHello too short for a random', bytes: record(22, Buffer.from([2, 0, 0, 2, 3, 3])), want: true },
  { why: 'an empty ServerHello', bytes: record(22, Buffer.from([2, 0, 0, 0])), want: true },
  { why: 'another message', bytes: record(22, Buffer.from([11, 0, 0, 2, 3, 3])), want: true },
  { why: 'no TLS', bytes: Buffer.from('HTTP/1.1 400 Bad Request\r\n'), want: true },
  {
    why: 'endless warnings',
    bytes: Buffer.concat(Array.from({ length: 3000 }, () => record(21, Buffer.from([1, 0])))),
    want: true,
  },
])('the server answers: $why', ({ bytes, want }) => {
  for (let cut = 0; cut <= Math.min(bytes.length, 200); cut += 1) expect(settles(bytes, cut)).toBe(want);
});

test('both are total, and cuts do not matter', () => {
  const whole = Buffer.concat([FIRST, CIPHER_CHANGE, SECOND]);
  const answer = Buffer.concat([RETRY, HELLO]);
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { maxLength: 3 }),
      fc.nat(whole.length),
      (damages, cut) => {
        const client = Buffer.from(whole);
        const server = Buffer.from(answer);
        for (const { at, byte } of damages) {
          client[at] = byte;
          server[at % server.length] = byte;
        }
        const { names, end } = namesIn(client, []);
        expect(namesIn(client, [cut])).toMatchObject({ names, end });
        expect(settles(server, cut % server.length)).toBe(settles(server, 0));
      },
    ),
    { seed: 0x5eed, numRuns: 10_000 },
  );
});
