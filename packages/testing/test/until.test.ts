import { afterEach, expect, jest, test } from '@jest/globals';
import { found, LONG_TEST, TEST, UNHURRIED, until, WAIT } from '@netvakt/testing';

afterEach(() => {
  jest.useRealTimers();
});

test('a wait ends with its condition, and looks no further', async () => {
  let looks = 0;
  await until('three looks', () => (looks += 1) === 3);
  expect(looks).toBe(3);
});

test('the first value that is there is the result, be it false', async () => {
  const values = [undefined, false, true];
  expect(await found('a value', () => Promise.resolve(values.shift()))).toBe(false);
});

/** Does not hold, and the limit passes meanwhile. */
function tooLate(): boolean {
  jest.advanceTimersByTime(WAIT + 1);
  return false;
}

test('a wait in vain says what was awaited, and what there was instead', async () => {
  jest.useFakeTimers();
  const waiting = until('the ninth wave', tooLate, () => 'eight so far');
  await expect(waiting).rejects.toThrow('Waited in vain for: the ninth wave\neight so far');
});

test('a wait gives up before its test does, and a deadline that is no subject later than both', () => {
  expect([WAIT, TEST, UNHURRIED, LONG_TEST]).toEqual([WAIT, TEST, UNHURRIED, LONG_TEST].toSorted((a, b) => a - b));
});
