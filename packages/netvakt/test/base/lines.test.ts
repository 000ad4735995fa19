import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { linesOf } from '../../src/base/lines.ts';

async function collect(pieces: readonly Uint8Array[]): Promise<string[]> {
  const found: string[] = [];
  for await (const lines of linesOf(
    (async function* () {
      for (const piece of pieces) yield await Promise.resolve(piece);
    })(),
  )) {
    found.push(...lines);
  }
  return found;
}

test('however the bytes are cut, the lines are the same', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '語', '😀', ' ', '/'), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(40)), fc.constantFrom('\n', '\r\n'), async (lines, cuts, end) => {
      const bytes = Buffer.from(lines.join(end));
      const places = [...new Set(cuts.filter((cut) => cut < bytes.length))].toSorted((a, b) => a - b);
      const pieces = [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
      expect(await collect(pieces)).toEqual(lines.filter((text) => text !== ''));
    }),
    { seed: 0x5eed, numRuns: 300 },
  );
});

test('a line without an end is cut, not collected', async () => {
  const pieces = Array.from({ length: 50 }, () => Buffer.alloc(64 * 1024, 'x'));
  const [line] = await collect(pieces);
  expect(line).toHaveLength(64 * 1024);
});
