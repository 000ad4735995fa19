import { expect, test } from '@jest/globals';
import { UNSERVED, UnservedClock } from '../../src/supervise/unserved-clock.ts';

test('a queue is dead from the end of its thread until another serves it', () => {
  let now = 0;
  const clock = new UnservedClock(() => now);
  now = 1000;
  clock.died();
  now = 1500;
  clock.died(); // the thread that was to replace it died too
  now = 3000;
  expect(clock.seconds('dead')).toBe(2);
  clock.served();
  now = 9000;
  clock.served();
  expect(clock.seconds('dead')).toBe(2);
  clock.died();
  now = 9500;
  expect(clock.seconds('dead')).toBe(2.5);
});

test('other reasons are added up, each by itself', () => {
  const clock = new UnservedClock(() => 0);
  clock.add('hung', 500);
  clock.add('hung', 250);
  clock.add('behind', 1000);
  expect(UNSERVED.map((reason) => clock.seconds(reason))).toEqual([0, 0.75, 1]);
});
