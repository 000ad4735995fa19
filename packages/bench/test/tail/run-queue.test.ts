import { expect, test } from '@jest/globals';
import { delayBetween, type QueueSample } from '../../src/tail/run-queue.ts';

const MILLION = 1e6;

/** Milliseconds that each thread ran and waited. */
function sample(threads: Readonly<Record<string, readonly [ran: number, waited: number]>>): QueueSample {
  return new Map(
    Object.entries(threads).map(([name, [ran, waited]]) => [name, { ran: ran * MILLION, waited: waited * MILLION }]),
  );
}

test('the thread that worked most counts, and only from the first sample on', () => {
  const before = sample({ '1/1': [9000, 9000], '1/2': [1000, 50] });
  const after = sample({ '1/1': [9000, 9400], '1/2': [1800, 80] });
  expect(delayBetween(before, after)).toEqual({ waited: 0.03, foreign: 0.03 });
});

test("time for the proxy's own threads is not the machine's fault", () => {
  const before = sample({ '1/1': [0, 0], '1/2': [0, 0] });
  expect(delayBetween(before, sample({ '1/1': [800, 100], '1/2': [70, 700] }))).toEqual({ waited: 0.1, foreign: 0.03 });
  expect(delayBetween(before, sample({ '1/1': [800, 100], '1/2': [120, 600] }))).toEqual({ waited: 0.1, foreign: 0 });
});

test('a thread that began in between counts whole', () => {
  expect(delayBetween(sample({}), sample({ '7/7': [10, 20] }))).toEqual({ waited: 0.02, foreign: 0.02 });
});

test('nothing is known of a process that is not there', () => {
  expect(delayBetween(new Map(), new Map())).toEqual({ waited: 0, foreign: 0 });
});
