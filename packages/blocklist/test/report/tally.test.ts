import { expect, test } from '@jest/globals';
import { TallyBuilder } from '../../src/report/tally.ts';

test('counts by reason, keeps the first positions only', () => {
  const builder = new TallyBuilder<'a' | 'b'>();
  for (let line = 1; line <= 1000; line += 1) builder.add(line % 4 === 0 ? 'b' : 'a', line, 7);
  const tally = builder.build();
  expect(tally.total).toBe(1000);
  expect(Object.fromEntries(tally.byReason)).toEqual({ a: 750, b: 250 });
  expect(tally.first).toHaveLength(20);
  expect(tally.first[3]).toEqual({ line: 4, column: 7, reason: 'b' });
  expect(builder.keepsPosition).toBe(false);
});

test('what was built does not change afterwards', () => {
  const builder = new TallyBuilder<'a'>();
  const before = builder.build();
  builder.add('a', 1, 1);
  expect(before).toEqual({ total: 0, byReason: new Map(), first: [] });
});
