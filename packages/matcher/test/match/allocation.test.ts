import { expect, test } from '@jest/globals';
import { outputOf } from '../support/child.ts';

test('no entry point allocates anything a lookup', () => {
  // One thread: what is compiled is compiled when it is due, not when another thread gets a turn.
  const flags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64', '--single-threaded'];
  const found = JSON.parse(outputOf('allocating.ts', flags)) as Record<string, number>;
  const allocating = Object.entries(found).filter(([, bytes]) => bytes >= 0.5);
  expect(allocating).toEqual([]);
  expect(Object.keys(found)).toHaveLength(7);
});
