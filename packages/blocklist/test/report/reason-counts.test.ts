import { expect, test } from '@jest/globals';
import { ReasonCounter } from '../../src/report/reason-counts.ts';

test('counts by reason, keeps the first positions only', () => {
  const counter = new ReasonCounter<'a' | 'b'>();
  for (let line = 1; line <= 1000; line += 1) counter.add(line % 4 === 0 ? 'b' : 'a', line, 7);
  const counts = counter.build();
  expect(counts.total).toBe(1000);
  expect(Object.fromEntries(counts.byReason)).toEqual({ a: 750, b: 250 });
  expect(counts.first).toHaveLength(20);
  expect(counts.first[3]).toEqual({ line: 4, column: 7, reason: 'b' });
  expect(counter.keepsPosition).toBe(false);
});

test('what was built does not change afterwards', () => {
  const counter = new ReasonCounter<'a'>();
  const before = counter.build();
  counter.add('a', 1, 1);
  expect(before).toEqual({ total: 0, byReason: new Map(), first: [] });
});
