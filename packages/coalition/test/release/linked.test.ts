import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Addend, areSafeTogether } from '../../src/release/linked.ts';

const atLeast =
  (least: number) =>
  (addends: readonly { readonly member: string }[]): boolean =>
    new Set(addends.map(({ member }) => member)).size >= least;

const sum = (names: string, version = 1): Addend[] => Array.from(names, (member) => ({ member, cell: 'se', version }));
const corrected = (names: string, changed: string): Addend[] =>
  Array.from(names, (member) => ({ member, cell: 'se', version: changed.includes(member) ? 2 : 1 }));

test.each<{ why: string; sums: Addend[][]; safe: boolean }>([
  { why: 'one sum of five', sums: [sum('ABCDE')], safe: true },
  { why: 'one sum of four', sums: [sum('ABCD')], safe: false },
  { why: 'nothing at all', sums: [[]], safe: true },
  { why: 'the same sum again', sums: [sum('ABCDE'), sum('ABCDE')], safe: true },
  { why: 'one joins: the difference is alone', sums: [sum('ABCDE'), sum('ABCDEF')], safe: false },
  { why: 'five join at once', sums: [sum('ABCDE'), sum('ABCDEFGHIJ')], safe: true },
  { why: 'two sets of five that share none', sums: [sum('ABCDE'), sum('FGHIJ')], safe: true },
  { why: 'two sets of five that share all but one', sums: [sum('ABCDE'), sum('BCDEF')], safe: false },
  {
    why: 'two and one that hold them both: three sums, one member left',
    sums: [sum('ABCDE'), sum('FGHIJ'), sum('ABCDEFGHIJK')],
    safe: false,
  },
  { why: 'one corrects: the difference is its correction', sums: [sum('ABCDE'), corrected('ABCDE', 'A')], safe: false },
  { why: 'two correct', sums: [sum('ABCDE'), corrected('ABCDE', 'AB')], safe: false },
  { why: 'three correct', sums: [sum('ABCDE'), corrected('ABCDE', 'ABC')], safe: true },
  {
    why: 'three correct, then one of them again',
    sums: [
      sum('ABCDE'),
      corrected('ABCDE', 'ABC'),
      [...corrected('BCDE', 'BC'), { member: 'A', cell: 'se', version: 3 }],
    ],
    safe: false,
  },
  { why: 'five join, and one corrects on the way', sums: [sum('ABCDE'), corrected('ABCDEFGHIJ', 'A')], safe: true },
  {
    why: 'five join, one corrects, and the join is undone: only the correction is left',
    sums: [sum('ABCDE'), sum('ABCDEFGHIJ'), corrected('ABCDE', 'A')],
    safe: false,
  },
])('$why', ({ sums, safe }) => {
  expect(areSafeTogether(sums, { isSafe: atLeast(5), corrections: 3 })).toBe(safe);
});

/** Tries every combination with factors from -2 to 2, as a patient reader would. */
function naivelySafe(sums: readonly (readonly Addend[])[], least: number): boolean {
  const factors = [-2, -1, 0, 1, 2];
  let all: number[][] = [[]];
  for (let i = 0; i < sums.length; i += 1) all = all.flatMap((row) => factors.map((factor) => row.concat(factor)));
  return all.every((row) => {
    const left = new Map<string, number>();
    for (const [at, addends] of sums.entries()) {
      for (const { member, cell } of addends) {
        const name = `${member} ${cell}`;
        left.set(name, (left.get(name) ?? 0) + (row[at] ?? 0));
      }
    }
    const members = new Set([...left].flatMap(([name, factor]) => (factor === 0 ? [] : [name.split(' ')[0]])));
    return members.size === 0 || members.size >= least;
  });
}

test('agrees with trying all small combinations, on random sets of operators in three editions', () => {
  const seen = { safe: 0, unsafe: 0 };
  const members = fc.subarray(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'], { minLength: 2 });
  fc.assert(
    fc.property(fc.array(members, { minLength: 1, maxLength: 3 }), (sets) => {
      const sums = sets.map((set) => sum(set.join('')));
      const safe = areSafeTogether(sums, { isSafe: atLeast(3), corrections: 3 });
      seen[safe ? 'safe' : 'unsafe'] += 1;
      expect(safe).toBe(naivelySafe(sums, 3));
    }),
    { seed: 0x5eed, numRuns: 1500 },
  );
  expect(Math.min(seen.safe, seen.unsafe)).toBeGreaterThan(100);
});
