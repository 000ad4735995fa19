import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { countDays, holdClock } from '../support/counted-days.ts';

beforeEach(holdClock);
afterEach(() => {
  jest.useRealTimers();
});

test.each([
  ['America/New_York', '2026-11-01', 25],
  ['America/Santiago', '2026-09-06', 23],
  ['Asia/Kathmandu', '2026-03-29', 24],
])('%s: what is shown of each date is what was counted on that day; %s has %d hours', (zone, day, hours) => {
  const { shown, covered, want } = countDays(zone, day);
  expect(want.size).toBeGreaterThan(2);
  expect([...shown].filter(([date, count]) => count > 0 || date <= day)).toEqual([...want]);
  expect(covered.get(day)).toBe(hours * 3600);
});
