import { expect, test } from '@jest/globals';
import { ListSlots } from '@netvakt/metrics';

test('a list keeps its slot over reloads, whatever its place in the snapshot', () => {
  const slots = new ListSlots(4);
  expect([...slots.assign(['a', 'b'])]).toEqual([0, 1]);
  expect([...slots.assign(['b', 'c', 'a'])]).toEqual([1, 2, 0]);
});

test('a list that goes and returns goes on counting where it stopped', () => {
  const slots = new ListSlots(4);
  slots.assign(['a', 'b']);
  slots.assign(['b']);
  expect([...slots.assign(['a', 'b'])]).toEqual([0, 1]);
});

test('at the limit nothing is given, and the message states the remedy', () => {
  const slots = new ListSlots(2);
  slots.assign(['a']);
  expect(slots.lacking(['b', 'c', 'd'])).toBe(2);
  expect(() => slots.assign(['b', 'c'])).toThrow(/Restart/);
  expect([...slots.entries()]).toEqual([['a', 0]]);
});
