import { expect, test } from '@jest/globals';
import { Status } from '../../src/run/status.ts';

test('the kernel is asked once for each reading, and only if somebody looks', () => {
  let asked = 0;
  const status = new Status();
  status.conntrack = () => ({ entries: (asked += 1), limit: 10, drops: 0 });
  status.read();
  expect(asked).toBe(0);
  const read = status.read();
  expect([read.conntrack.entries, read.conntrack.entries, status.read().conntrack.entries]).toEqual([1, 1, 2]);
});
