import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  CROWDED,
  DIFFERENT,
  FRESH,
  KNOWN,
  MOST_BYTES,
  MOST_SEGMENTS,
  OUTSIDE,
  Reassembly,
} from '../../src/packet/reassembly.ts';

/** As simple as can be: one cell a byte. */
class SlowReassembly {
  readonly cells: (number | undefined)[] = [];

  get end(): number {
    const gap = this.cells.findIndex((cell) => cell === undefined);
    return gap === -1 ? this.cells.length : gap;
  }

  add(offset: number, bytes: Uint8Array): number {
    if (offset < 0 || offset + bytes.length > MOST_BYTES) return OUTSIDE;
    const old = [...bytes].map((_, i) => this.cells[offset + i]);
    if (old.some((cell, i) => cell !== undefined && cell !== bytes[i])) return DIFFERENT;
    if (old.every((cell) => cell !== undefined)) return KNOWN;
    while (this.cells.length < offset + bytes.length) this.cells.push(undefined);
    bytes.forEach((byte, i) => (this.cells[offset + i] = byte));
    return FRESH;
  }
}

const STREAM = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 251);

test('whatever comes in whatever order, it is as one cell a byte has it', () => {
  const piece = fc.record({
    at: fc.integer({ min: -5, max: 290 }),
    length: fc.integer({ min: 1, max: 60 }),
    lies: fc.integer({ min: 0, max: 30 }),
  });
  let different = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const [fast, slow] = [new Reassembly(), new SlowReassembly()];
      for (const { at, length, lies } of pieces) {
        const bytes = STREAM.slice(Math.max(0, at), Math.max(0, at) + length);
        if (lies === 0 && bytes.length > 0) bytes[bytes.length - 1] = 252;
        const result = fast.add(at, bytes, 0, bytes.length);
        if (result === CROWDED) return;
        expect(result).toBe(slow.add(at, bytes));
        if (result === DIFFERENT) different += 1;
        expect(fast.end).toBe(slow.end);
      }
      expect([...fast.bytes.subarray(0, fast.end)]).toEqual(slow.cells.slice(0, fast.end));
    }),
    { numRuns: 1000 },
  );
  expect(different).toBeGreaterThan(20); // else the test has shown nothing of it
});

test('it grows to its bound and no further', () => {
  const stream = new Reassembly();
  const bytes = Buffer.alloc(1000, 1);
  for (let at = 0; at < 16_000; at += 1000) expect(stream.add(at, bytes, 0, 1000)).toBe(FRESH);
  expect(stream.add(16_000, bytes, 0, 1000)).toBe(OUTSIDE);
  expect(stream.add(16_000, bytes, 0, 384)).toBe(FRESH);
  expect(stream).toMatchObject({ end: MOST_BYTES, size: MOST_BYTES });
});

test('so many gaps are kept and no more, and what fills one is always welcome', () => {
  const stream = new Reassembly();
  for (let i = 0; i < MOST_SEGMENTS; i += 1) expect(stream.add(100 + 10 * i, STREAM, 0, 5)).toBe(FRESH);
  expect(stream.add(900, STREAM, 0, 5)).toBe(CROWDED);
  expect(stream.add(0, STREAM, 0, 5)).toBe(FRESH);
  expect(stream.end).toBe(5);
});
