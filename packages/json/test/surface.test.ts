import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/json';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual(['canonicalJson', 'jsonObject', 'parseStrictJson']);
});
