/**
 * What one aggregator holds of a member reveals nothing about the member's figures: for any two inputs it is uniformly distributed, and
 * so cannot be distinguished. The shares are made from a fixed stream of AES-256-CTR in place of the system's random numbers, so that the
 * outcome is no matter of luck.
 */
import { createCipheriv } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addShares, sharesFromText, sharesToText, splitShares } from '../../src/seal/shares.ts';

const LENGTH = 40_000;
const BUCKETS = 256;
/** Chi-square of 255 degrees of freedom: mean 255, deviation 22.6; 6.5 deviations. */
const MOST = 255 + 6.5 * Math.sqrt(2 * 255);

/** Two inputs that could not be more different. */
const ZEROS = new BigUint64Array(LENGTH);
const LARGE = BigUint64Array.from({ length: LENGTH }, (_, i) => BigInt(i) * 0x1234_5678_9abcn);

const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16));

function fill(array: BigUint64Array): void {
  const bytes = new Uint8Array(array.buffer);
  bytes.set(stream.update(new Uint8Array(bytes.length)));
}

function split(values: BigUint64Array): readonly BigUint64Array[] {
  return splitShares(values, 2, fill);
}

function bytesAt(shares: BigUint64Array, at: number): Float64Array {
  const counts = new Float64Array(BUCKETS);
  const bytes = new Uint8Array(shares.buffer);
  for (let i = at; i < bytes.length; i += 8) counts[bytes[i] as number] = (counts[bytes[i] as number] ?? 0) + 1;
  return counts;
}

function fromUniform(counts: Float64Array): number {
  const expected = LENGTH / BUCKETS;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Chi-square of two samples of equal size. */
function fromEachOther(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, count, i) => sum + (count - (other[i] ?? 0)) ** 2 / Math.max(1, count + (other[i] ?? 0)), 0);
}

test.each([0, 1])('party %i: each byte of the shares is uniform, and the same for two different inputs', (party) => {
  const [zeros, large] = [split(ZEROS)[party], split(LARGE)[party]] as [BigUint64Array, BigUint64Array];
  for (let at = 0; at < 8; at += 1) {
    const [one, other] = [bytesAt(zeros, at), bytesAt(large, at)];
    expect(fromUniform(one)).toBeLessThan(MOST);
    expect(fromUniform(other)).toBeLessThan(MOST);
    expect(fromEachOther(one, other)).toBeLessThan(MOST);
  }
});

test.each([0, 1])('party %i: shares are not correlated with the figures, nor with the next share', (party) => {
  const shares = split(LARGE)[party] as BigUint64Array;
  const numbers = Array.from(shares, (share) => Number(share >> 11n) / 2 ** 53 - 0.5);
  const figures = Array.from(LARGE, (value) => Number(value) / Number(LARGE[LENGTH - 1]) - 0.5);
  const correlation = (a: readonly number[], b: readonly number[]): number =>
    (12 * a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)) / LENGTH;
  const bound = 6.5 / Math.sqrt(LENGTH);
  expect(Math.abs(correlation(numbers, figures))).toBeLessThan(bound);
  expect(Math.abs(correlation(numbers, numbers.slice(1)))).toBeLessThan(bound);
});

test('the test above would find shares that are not random', () => {
  const [, second] = splitShares(ZEROS, 2, (array) => void array.fill(7n)) as [BigUint64Array, BigUint64Array];
  expect(fromUniform(bytesAt(second, 0))).toBeGreaterThan(MOST);
});

test('shares of any integers add up to them, modulo 2^64', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 20 }),
      fc.bigInt(),
      (values, other) => {
        const list = BigUint64Array.from(values);
        const [sum, second] = split(list) as [BigUint64Array, BigUint64Array];
        addShares(sum, second);
        expect(sum).toEqual(list);
        const more = BigUint64Array.from(values, () => BigInt.asUintN(64, other));
        addShares(sum, more);
        expect(sum).toEqual(BigUint64Array.from(values, (value) => BigInt.asUintN(64, value + other)));
        expect(sharesFromText(sharesToText(list), list.length)).toEqual(list);
      },
    ),
    { seed: 0x5eed, numRuns: 300 },
  );
});
