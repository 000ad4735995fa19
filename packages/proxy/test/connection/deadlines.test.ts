import { expect, test } from '@jest/globals';
import { Deadlines, type Expiring } from '../../src/connection/deadlines.ts';

const SWEEP = 250;

/** Something with 3,000 ms from the clock as the worker knows it. */
function begin(deadlines: Deadlines): Expiring & { expired: boolean } {
  const one = {
    deadline: deadlines.now + 3_000,
    expired: false,
    expire(): void {
      one.expired = true;
    },
    cut(): void {},
  };
  deadlines.add(one);
  return one;
}

test('a deadline set just before a sweep is not early: a first byte that had 3 s was cut at 2.75', () => {
  let time = 0;
  const deadlines = new Deadlines(SWEEP, () => time);
  deadlines.stop();
  // The connection comes 249 ms after the sweep whose time it is given.
  const one = begin(deadlines);
  for (time = SWEEP; time < 249 + 3_000; time += SWEEP) {
    deadlines.sweep();
    expect({ time, expired: one.expired }).toEqual({ time, expired: false });
  }
  for (; time <= 249 + 3_000 + 2 * SWEEP; time += SWEEP) deadlines.sweep();
  expect(one.expired).toBe(true);
});

test('a deadline that is moved is not met', () => {
  let time = 0;
  const deadlines = new Deadlines(SWEEP, () => time);
  deadlines.stop();
  const one = begin(deadlines);
  for (; time < 10_000; time += SWEEP) {
    deadlines.sweep();
    one.deadline = deadlines.now + 3_000;
  }
  expect(one.expired).toBe(false);
});
