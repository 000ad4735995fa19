import { expect, test } from '@jest/globals';
import { ReadShares, type Sharing } from '../../src/socket/read-shares.ts';

/** Rounds that come when the test says so. */
function shares(): { readonly shares: ReadShares; readonly round: () => boolean } {
  const due: (() => void)[] = [];
  const round = (): boolean => {
    const next = due.shift();
    next?.();
    return next !== undefined;
  };
  return { shares: new ReadShares((callback) => due.push(callback)), round };
}

function reader(name: string, lastSteps: number, read: string[]): Sharing {
  return { lastSteps, readOn: () => read.push(name) };
}

test('who waits reads on in the order of arrival, as many as a round has room for', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  let count = 0;
  queue.onWait = (): void => void (count += 1);
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.wait(reader(name, 16 * 1024, read));
  expect(read).toEqual([]);
  round();
  expect(read).toEqual(['a', 'b']);
  round();
  queue.wait(reader('f', 16 * 1024, read));
  expect(read).toEqual(['a', 'b', 'c', 'd']);
  round();
  expect(read).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(round()).toBe(false);
  expect(count).toBe(6);
});

test('a read that is larger than a round has one for itself', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  for (const name of ['large', 'small', 'other']) queue.wait(reader(name, name === 'large' ? 1e9 : 1, read));
  round();
  expect(read).toEqual(['large']);
  round();
  expect(read).toEqual(['large', 'small', 'other']);
});

test('who waits again while a round is on waits for the next', () => {
  const { shares: queue, round } = shares();
  let read = 0;
  const again: Sharing = {
    lastSteps: 1,
    readOn: () => {
      read += 1;
      if (read < 4) queue.wait(again);
    },
  };
  queue.wait(again);
  for (const expected of [1, 2, 3, 4]) {
    round();
    expect(read).toBe(expected);
  }
  expect(round()).toBe(false);
});
