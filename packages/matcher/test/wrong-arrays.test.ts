/** Arrays that are no bytes: numbers below 0 or above 255 were read as other bytes, and listed hosts and pages were clear. */
import { expect, test } from '@jest/globals';
import { HashedMatcher, hashedRule, Matcher, openSnapshot } from '@netvakt/matcher';
import { rulesOf, snapshotOf } from './support/engines.ts';

const HASH = '0'.repeat(64);
const listed = snapshotOf([
  ...rulesOf(['bad.example', 'http://shop.example/caf%C3%A9']),
  hashedRule(HASH, 'host', 0, 9),
]);
const plain = new Matcher(listed);
const MATCHERS = { Matcher: plain, HashedMatcher: new HashedMatcher(plain, () => ['1'.repeat(64)]) };

/** With room behind it, so that no position is outside in any kind of array. */
function bytesOfText(text: string): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(64)]);
}

const PAGE = bytesOfText('shop.example/caf\u{C3}\u{A9}');
const NAME = bytesOfText('bad.example');

const KINDS: readonly { readonly kind: string; readonly of: (bytes: Uint8Array) => unknown }[] = [
  { kind: 'Int8Array', of: (bytes) => Int8Array.from(bytes) },
  { kind: 'Uint8ClampedArray', of: (bytes) => Uint8ClampedArray.from(bytes) },
  { kind: 'Int16Array', of: (bytes) => Int16Array.from(bytes) },
  { kind: 'Uint16Array', of: (bytes) => Uint16Array.from(bytes) },
  { kind: 'Int32Array', of: (bytes) => Int32Array.from(bytes) },
  { kind: 'Uint32Array', of: (bytes) => Uint32Array.from(bytes) },
  { kind: 'Float32Array', of: (bytes) => Float32Array.from(bytes) },
  { kind: 'Float64Array', of: (bytes) => Float64Array.from(bytes) },
  { kind: 'BigInt64Array', of: (bytes) => BigInt64Array.from(Array.from(bytes, BigInt)) },
  { kind: 'BigUint64Array', of: (bytes) => BigUint64Array.from(Array.from(bytes, BigInt)) },
  { kind: 'DataView', of: (bytes) => new DataView(Uint8Array.from(bytes).buffer) },
  { kind: 'ArrayBuffer', of: (bytes) => Uint8Array.from(bytes).buffer },
  { kind: 'SharedArrayBuffer', of: (bytes) => new SharedArrayBuffer(bytes.length) },
  { kind: 'array', of: (bytes) => Array.from(bytes) },
  { kind: 'object like an array', of: (bytes) => ({ length: bytes.length, ...Object.fromEntries(bytes.entries()) }) },
];

/** What `act` returns, or the code of the error that it throws and what it tells to do. */
function answerOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return code === undefined ? error : [code, message.slice(message.indexOf('Pass'))];
  }
}

const WRONG = ['ERR_MATCH_INPUT', 'Pass a Uint8Array; for text use matchHost'];

for (const [name, matcher] of Object.entries(MATCHERS)) {
  test.each(KINDS)(`${name}: no bytes, but an $kind`, ({ of }) => {
    const [host, page] = [of(NAME) as Uint8Array, of(PAGE) as Uint8Array];
    // Twice: an array that was read before is read as words.
    for (let round = 0; round < 2; round += 1) {
      expect(answerOf(() => matcher.matchHostBytes(host, 0, 11, 0))).toEqual(WRONG);
      // No host, one of more than the 32 bytes that are read at once, and one that is no host.
      for (const stop of [0, 50, 75])
        expect([stop, answerOf(() => matcher.matchHostBytes(host, 0, stop, 0))]).toEqual([stop, WRONG]);
      expect(answerOf(() => matcher.matchRequestBytes(page, 0, 12, 12, 18, 0))).toEqual(WRONG);
    }
  });

  test(`${name}: bytes are bytes in each of their classes, also after an array that is none`, () => {
    const classes = [NAME, Uint8Array.from(NAME), new Uint8Array(NAME.buffer, NAME.byteOffset, 11)];
    for (const bytes of classes) {
      expect(matcher.matchHostBytes(bytes, 0, 11, 0)).toBeGreaterThan(0);
      expect(answerOf(() => matcher.matchHostBytes(Int8Array.from(bytes) as never, 0, 11, 0))).toEqual(WRONG);
      expect(matcher.matchHostBytes(bytes, 0, 11, 0)).toBeGreaterThan(0);
    }
    expect(matcher.matchRequestBytes(PAGE, 0, 12, 12, 18, 0)).toBeGreaterThan(0);
  });
}

test.each(KINDS)('matchHosts of no bytes, but an $kind', ({ of }) => {
  const results = Int32Array.of(7);
  const bytes = of(NAME) as Uint8Array;
  expect(answerOf(() => plain.matchHosts(bytes, Int32Array.of(0, 11), 0, results))).toEqual(WRONG);
  expect([...results]).toEqual([7]);
});

test('a snapshot is opened from each kind of view of its bytes, for none changes them', () => {
  const bytes = new Uint8Array(listed.buffer);
  const { buffer } = Uint8Array.from(bytes);
  const views = [
    new Int8Array(buffer),
    new Uint16Array(buffer),
    new Int32Array(buffer),
    new Float64Array(buffer),
    new BigInt64Array(buffer),
    new DataView(buffer),
  ];
  for (const view of views) expect(openSnapshot(view).digest).toBe(listed.digest);
});
