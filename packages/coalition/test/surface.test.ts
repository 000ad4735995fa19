import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/coalition';

test('the public names are these', () => {
  expect(Object.keys(surface).toSorted()).toEqual([
    'CoalitionError',
    'checkDocument',
    'checkKey',
    'digestOf',
    'generateKey',
    'privateKeySchema',
    'publicKeySchema',
    'publicPart',
    'quarterOf',
    'readDocument',
    'signDocument',
    'verifyDocument',
  ]);
});
