import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { AlarmClock } from '../../src/base/alarm-clock.ts';

const HOUR = 3_600_000;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

test.each([
  { why: 'soon', at: 5000 },
  { why: 'past already', at: -5000 },
  { why: 'further away than a timer holds', at: 40 * 24 * HOUR },
])('rings once, when it is time: $why', ({ at }) => {
  let rung = 0;
  new AlarmClock(() => (rung += 1)).set(at);
  if (at > 0) jest.advanceTimersByTime(at - 1);
  expect(rung).toBe(0);
  jest.advanceTimersByTime(2);
  expect(rung).toBe(1);
  jest.advanceTimersByTime(100 * 24 * HOUR);
  expect(rung).toBe(1);
});

test('set again it forgets what it was set to', () => {
  let rung = 0;
  const clock = new AlarmClock(() => (rung += 1));
  clock.set(1000);
  clock.set(undefined);
  jest.advanceTimersByTime(HOUR);
  expect(rung).toBe(0);
});
