import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { advanceEvery } from '../../src/base/advance.ts';

beforeEach(() => {
  jest.useFakeTimers();
  jest.setSystemTime(new Date('2026-01-01T10:59:58.500Z'));
});
afterEach(() => {
  jest.useRealTimers();
});

const now = (): number => Date.now() / 1000;

test('an hour ends at the full hour, whenever the process was started', () => {
  const at: string[] = [];
  const stop = advanceEvery(3600, now, () => at.push(new Date().toISOString()));
  jest.advanceTimersByTime(1_499);
  expect(at).toEqual([]);
  jest.advanceTimersByTime(1);
  jest.advanceTimersByTime(2 * 3_600_000);
  expect(at).toEqual(['2026-01-01T11:00:00.000Z', '2026-01-01T12:00:00.000Z', '2026-01-01T13:00:00.000Z']);
  stop();
  jest.advanceTimersByTime(3_600_000);
  expect(at).toHaveLength(3);
});

test('no interval, no end of it', () => {
  advanceEvery(0, now, () => {
    throw new Error('called');
  });
  expect(jest.getTimerCount()).toBe(0);
});
