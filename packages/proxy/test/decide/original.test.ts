import { expect, test } from '@jest/globals';
import { Original } from '../../src/decide/original.ts';
import { RULES } from '../support/world.ts';

test('the zone of a destination is for the connection alone: rules and URLs know none', () => {
  const asked: string[] = [];
  const original = new Original({ address: 'fe80::1%7', port: 80 });
  original.verdict({ ...RULES, matchHost: (host) => asked.push(host) }, 0);
  expect(asked).toEqual(['fe80::1']);
  expect(original.authority.toString()).toBe('[fe80::1]');
  expect(original.endpoint.address).toBe('fe80::1%7');
});
