import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NameSet } from '../../src/decide/name-set.ts';

const has = (set: NameSet, name: string): boolean => {
  const bytes = Buffer.from(`${name}behind`, 'latin1'); // what is behind the length is not read
  return set.has(bytes, name.length);
};

test.each<{ why: string; names: readonly string[]; asked: string; is: boolean }>([
  { why: 'a name of the set', names: ['front.example', 'other.example'], asked: 'other.example', is: true },
  { why: 'in any case', names: ['front.example'], asked: 'FRONT.Example', is: true },
  { why: 'not what is below it', names: ['front.example'], asked: 'a.front.example', is: false },
  { why: 'not what begins like it', names: ['front.example'], asked: 'front.examp', is: false },
  { why: 'a name that is there twice', names: ['front.example', 'front.example'], asked: 'front.example', is: true },
  { why: 'the empty set has nothing', names: [], asked: 'front.example', is: false },
  { why: 'no name is in no set', names: ['front.example'], asked: '', is: false },
])('$why', ({ names, asked, is }) => {
  expect(has(new NameSet(names), asked)).toBe(is);
});

test('agrees with a Set of lower-case text', () => {
  const name = fc.stringMatching(/^[a-cA-C.]{1,4}$/u);
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), fc.array(name, { maxLength: 60 }), (names, asked) => {
      const lower = names.map((text) => text.toLowerCase());
      const set = new NameSet(lower);
      const model = new Set(lower);
      for (const text of [...asked, ...names]) expect(has(set, text)).toBe(model.has(text.toLowerCase()));
    }),
    { seed: 9849, numRuns: 300 },
  );
});
