/** The kernel against its definition: hosts read 32 bytes at once and byte by byte have one result, and the same lanes. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { kernelOfThread } from '../../src/hash/kernel.ts';
import { keyTablesFrom } from '../../src/hash/key.ts';
import { KernelWalk } from '../../src/match/kernel-walk.ts';
import { ScriptWalk } from '../../src/match/script-walk.ts';
import { type HostWalk, SLOW } from '../../src/match/walk.ts';
import { hostish } from '../support/arbitraries.ts';
import { SEED } from '../support/engines.ts';

const EVERY_SUFFIX = -1;
const key = keyTablesFrom(SEED);
const kernel = kernelOfThread();

function kernelWalk(labels: number): KernelWalk {
  if (kernel === undefined) throw new Error('This platform has no SIMD in WebAssembly');
  return new KernelWalk(kernel, key, labels);
}

/** What a walk found: the number of the whole and the lanes of suffixes, of each or of those that are always kept. */
function found(walk: HostWalk, whole: number, every: boolean): string {
  if (whole === SLOW) return 'slow';
  const suffixes = Array.from({ length: whole + 1 }, (_, suffix) => suffix).filter(
    (suffix) => every || suffix === 1 || suffix === 2 || suffix === whole,
  );
  return `${whole}: ${suffixes.map((at) => [walk.a[at], walk.b[at], walk.c[at]].join()).join(' ')}`;
}

const script = new ScriptWalk(key, EVERY_SUFFIX);
const every = kernelWalk(EVERY_SUFFIX);
const few = kernelWalk(0);

/** Where a host begins in an array: at the start, and in the middle of one that starts at each place of a word. */
const PLACES = [
  [0, 0],
  [0, 37],
  [1, 38],
  [2, 39],
  [3, 37],
] as const;

/** One host in all ways: as text, in a new array, and in one that was asked before. Returns the number of the whole. */
function expectAgreed(host: Uint8Array, around: number): number {
  const text = Buffer.from(host).toString('latin1');
  const whole = script.text(text, text.length);
  const all = found(script, whole, true);
  const some = found(script, whole, false);
  const results = [
    found(script, script.bytes(host, 0, host.length), true),
    found(every, every.text(text, text.length), true),
  ];
  const fewResults = [found(few, few.text(text, text.length), false)];
  for (const [offset, start] of PLACES) {
    const view = new Uint8Array(host.length + 80).fill(around).subarray(offset);
    view.set(host, start);
    for (let time = 0; time < 2; time += 1) {
      results.push(found(every, every.bytes(view, start, start + host.length), true));
      fewResults.push(found(few, few.bytes(view, start, start + host.length), false));
    }
  }
  const differ = results.some((result) => result !== all) || fewResults.some((result) => result !== some);
  if (differ) throw new Error(`differ: ${JSON.stringify({ text, around, all, results, fewResults })}`);
  return whole;
}

test('plain hosts of every length, with dots at every place', () => {
  let plain = 0;
  for (let length = 1; length <= 256; length += 1) {
    for (const label of [1, 2, 7, 15, 31, 32, 63, 64, 300]) {
      const host = Uint8Array.from({ length }, (_, at) =>
        (length - at) % (label + 1) === 0 && at > 0 ? 0x2e : 0x61 + ((at * 7 + length) % 26),
      );
      if (expectAgreed(host, 0xff) !== SLOW) plain += 1;
    }
  }
  expect(plain).toBeGreaterThan(1_200);
});

/** Pairs of places in a host, near each other, far apart, and the same. */
function pairsOf(length: number): (readonly [first: number, second: number])[] {
  const step = length > 33 ? 5 : 1;
  const firsts = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
  return firsts.flatMap((first) => [first, first + 1, first + 2, length - 1].map((second) => [first, second] as const));
}

test.each([2, 15, 16, 17, 31, 32, 33, 34, 48, 63, 64, 65])('one dot at each place of %i bytes, and two', (length) => {
  for (const [first, second] of pairsOf(length)) {
    const host = new Uint8Array(length).fill(0x78);
    host[first] = 0x2e;
    host[Math.min(second, length - 1)] = 0x2e;
    expectAgreed(host, 0x2e);
  }
});

test.each([5, 16, 17, 32, 33, 40])('every byte at every place of %i bytes', (length) => {
  const seen = new Set<number>();
  for (let at = 0; at < length * 256; at += length > 20 ? 3 : 1) {
    const host = new Uint8Array(length).fill(0x62);
    host[length - 4] = 0x2e;
    host[at >>> 8] = at;
    const text = Buffer.from(host).toString('latin1');
    const wanted = found(script, script.text(text, length), true);
    const result = found(every, every.text(text, length), true);
    if (result !== wanted) throw new Error(`differ: ${JSON.stringify({ text, wanted, result })}`);
    if (wanted !== 'slow') seen.add(at & 0xff);
  }
  expect(String.fromCharCode(...[...seen].toSorted((one, other) => one - other))).toBe(
    '-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz',
  );
});

test('random hosts, and what is none', () => {
  let plain = 0;
  const bytes = fc.oneof(
    { weight: 4, arbitrary: hostish.map((text) => Buffer.from(text, 'utf8')) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 70 }) },
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 255 }), (host, around) => {
      if (host.length > 0 && expectAgreed(host, around) !== SLOW) plain += 1;
    }),
    { seed: 0x5eed, numRuns: 1_000 },
  );
  expect(plain).toBeGreaterThan(150);
});

test('a text of wide characters is never read as one of bytes', () => {
  for (const text of ['b\u0161d.test', '\u0162ad.test', 'bad.tes\u0174', `${'a'.repeat(30)}.\u0174est`]) {
    expect([text, every.text(text, text.length)]).toEqual([text, SLOW]);
  }
});

test('an array that ends with the host, or whose memory was taken away, is read no further', () => {
  const host = Buffer.from('www.bad.test');
  for (let room = 0; room < 40; room += 1) {
    const buffer = new Uint8Array(room + host.length);
    buffer.set(host, room);
    for (let time = 0; time < 3; time += 1) expect(every.bytes(buffer, room, buffer.length)).toBe(2);
  }
  const taken = new Uint8Array(64).fill(0x61);
  for (let time = 0; time < 3; time += 1) expect(every.bytes(taken, 40, 60)).toBe(0);
  structuredClone(taken, { transfer: [taken.buffer] });
  expect(every.bytes(taken, 40, 60)).toBe(SLOW);
});

test('walks of several keys in turns each have their own lanes', () => {
  const others = [1, 2, 3].map((word) => keyTablesFrom(Uint32Array.of(word, 2, 3, 4)));
  const walks = others.map((other) => kernel && new KernelWalk(kernel, other, EVERY_SUFFIX));
  for (let turn = 0; turn < 9; turn += 1) {
    const [walk, other] = [walks[turn % 3], others[turn % 3]];
    if (walk === undefined || other === undefined) throw new Error('No kernel');
    const wanted = new ScriptWalk(other, EVERY_SUFFIX);
    const text = `a${turn}.shop.test`;
    expect(found(walk, walk.text(text, text.length), true)).toEqual(
      found(wanted, wanted.text(text, text.length), true),
    );
  }
});
