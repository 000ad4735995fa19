import { expect, test } from '@jest/globals';
import { OverloadClock } from '../../src/supervise/overload-clock.ts';

test('counts while it is full, and says only what has changed', () => {
  let time = 0;
  const clock = new OverloadClock(() => time);
  const at = (seconds: number): OverloadClock => {
    time = seconds * 1000;
    return clock;
  };
  expect(at(1).set(false)).toBe(false);
  expect(at(5).set(true)).toBe(true);
  expect(at(6).set(true)).toBe(false);
  expect(at(7.5).seconds).toBe(2.5); // a scrape while it lasts
  expect(at(8).set(false)).toBe(true);
  expect(at(100).seconds).toBe(3);
  expect(at(200).set(true)).toBe(true);
  expect(at(201).seconds).toBe(4);
});
