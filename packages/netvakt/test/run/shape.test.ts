import { expect, test } from '@jest/globals';
import { DEFINITIONS } from '@netvakt/metrics';
import { MOST_LISTS } from '../../src/config/schema/intake.ts';
import { counterShape, labelMembers, namesByCode } from '../../src/run/shape.ts';

test('a code is the index of its name', () => {
  expect(namesByCode({ b: 1, a: 0 })).toEqual(['a', 'b']);
  expect(() => namesByCode({ a: 0, c: 2 })).toThrow(RangeError);
  expect(counterShape(['se']).protocols).toEqual(['http', 'connect', 'tls', 'other', 'quic']);
});

test('no member of any set could carry what a client sent', () => {
  const { markets, listCapacity, ...sets } = counterShape(['se']);
  const members = [...Object.values(sets).flat(), ...Object.values(labelMembers()).flat()];
  expect(members.filter((member) => !/^[a-z0-9][a-z0-9-]*$/.test(member))).toEqual([]);
  expect(markets).toEqual(['se']);
  // All lists of a file may be replaced by others without a restart.
  expect(listCapacity).toBeGreaterThanOrEqual(2 * MOST_LISTS);
});

test('every family with a label "reason" has its members in the reference', () => {
  const families = DEFINITIONS.filter(({ labels }) => labels.includes('reason')).map(({ name }) => name);
  expect(families.filter((name) => labelMembers()[name] === undefined)).toEqual([]);
});
