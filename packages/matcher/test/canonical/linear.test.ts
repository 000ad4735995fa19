/** What each form of a path costs, in bytes that are looked at: linear for whatever an attacker writes. */
import { expect, test } from '@jest/globals';
import { type CountedBytes, countedBytes } from '@netvakt/testing';
import { FOLDS, PRIMARY, writePath } from '../../src/canonical/forms.ts';

/** Each is repeated; the parts before and after it are not. */
const HOSTILE: readonly (readonly [before: string, repeated: string, after: string])[] = [
  ['/', '%%4', ''],
  ['/', '%%4', '1'.repeat(400)],
  ['/%', '25', ''],
  ['/', '%25', '41'],
  ['/', '%', ''],
  ['/', '%%32%35', ''],
  ['/', '%u0025', ''],
  ['/%', 'u0025', ''],
  ['/', '/', ''],
  ['/', '../', ''],
  ['/', 'a/', '../'.repeat(400)],
  [`/${'a'.repeat(400)}`, '/..', ''],
  ['/', 'a/../', ''],
  ['/', ';/', ''],
  ['/', '\\', ''],
  ['/', '%5c%2f', ''],
  ['/', '%c0%ae/', ''],
  ['/', '%e0%80%af', ''],
  ['/', '. ', '/'],
  ['/', '.%20', '/'],
  ['/', '%00', ''],
  ['/', '\u00a0\u0085', ''],
  ['//', 'host', '/a'],
  ['/', '%%4/;\\.%c0%af%u0062\u00a0', ''],
];

/** Time of one form of the path with so many repetitions. */
function stepsOf([before, repeated, after]: (typeof HOSTILE)[number], times: number, folds: number): [number, number] {
  const raw = Buffer.from(before + repeated.repeat(times) + after, 'latin1');
  const all: CountedBytes[] = [raw, new Uint8Array(3 * raw.length + 8), new Uint8Array(raw.length + 8)].map(
    countedBytes,
  );
  const [from, out, scratch] = all.map(({ bytes }) => bytes) as [Buffer, Buffer, Buffer];
  writePath(from, raw.length, folds, out, scratch);
  return [all.reduce((sum, { steps }) => sum + steps, 0), raw.length];
}

test.each(HOSTILE)('%j, then %j again and again, then %j', (...parts) => {
  for (const folds of [PRIMARY, ...Object.values(FOLDS)]) {
    const [[small, smallLength], [large, largeLength]] = [stepsOf(parts, 250, folds), stepsOf(parts, 1000, folds)];
    expect(large / largeLength).toBeLessThanOrEqual(1.2 * (small / smallLength) + 1);
    expect(large).toBeLessThanOrEqual(100 * largeLength);
  }
});
