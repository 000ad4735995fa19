import { expect, test } from '@jest/globals';
import { FIRST_READ, nextRead, ReadShares, type Sharing } from '../../src/socket/read-shares.ts';

const KIB = 1024;

/** Rounds that come on request of the test. */
function shares(): { readonly shares: ReadShares; readonly round: () => boolean } {
  const due: (() => void)[] = [];
  const round = (): boolean => {
    const next = due.shift();
    next?.();
    return next !== undefined;
  };
  return { shares: new ReadShares((callback) => due.push(callback)), round };
}

/** Writes its name down at its turn, and reports that this took so many steps. */
function reader(name: string, steps: number, read: string[]): Sharing {
  return {
    takeTurn: () => {
      read.push(name);
      return steps;
    },
  };
}

test('who waits has a turn in the order of arrival, as many as a round has room for', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  let count = 0;
  queue.onWait = (): void => void (count += 1);
  for (const name of ['a', 'b', 'c', 'd', 'e']) queue.wait(reader(name, 3 * KIB, read));
  expect(read).toEqual([]);
  round();
  expect(read).toEqual(['a', 'b']);
  round();
  queue.wait(reader('f', 3 * KIB, read));
  expect(read).toEqual(['a', 'b', 'c', 'd']);
  round();
  expect(read).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(round()).toBe(false);
  expect(count).toBe(6);
});

test('a turn that is larger than a round has one for itself', () => {
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
    takeTurn: () => {
      read += 1;
      if (read < 4) queue.wait(again);
      return 1;
    },
  };
  queue.wait(again);
  for (const expected of [1, 2, 3, 4]) {
    round();
    expect(read).toBe(expected);
  }
  expect(round()).toBe(false);
});

test('two dials are made in a round, and neither line holds up the other', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  for (const name of ['a', 'b']) queue.wait(reader(name, 1e9, read));
  for (const name of ['dial 1', 'dial 2', 'dial 3', 'dial 4', 'dial 5']) queue.waitToDial(reader(name, 1, read));
  round();
  expect(read.splice(0)).toEqual(['dial 1', 'dial 2', 'a']);
  round();
  expect(read.splice(0)).toEqual(['dial 3', 'dial 4', 'b']);
  round();
  expect(read.splice(0)).toEqual(['dial 5']);
  expect(round()).toBe(false);
});

test('of many dials, a quarter is made in a round', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  for (let i = 0; i < 40; i += 1) queue.waitToDial(reader(`dial ${i}`, 1, read));
  const counts: number[] = [];
  while (round()) counts.push(read.splice(0).length);
  expect(counts.slice(0, 4)).toEqual([10, 7, 5, 4]);
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(40);
});

test('turns are four times as long once nobody has made a small read for a while', () => {
  const { shares: queue, round } = shares();
  const turns: number[] = [];
  const long: Sharing = {
    takeTurn: (most) => {
      turns.push(most);
      return 2 * KIB * KIB;
    },
  };
  for (let i = 0; i < 3; i += 1) {
    queue.wait(long);
    round();
  }
  queue.noteSmall();
  queue.wait(long);
  round();
  expect(turns).toEqual([64, 64, 256, 64].map((kib) => kib * KIB));
});

test('whoever has had a turn that failed does not hold up the others', () => {
  const { shares: queue, round } = shares();
  const read: string[] = [];
  queue.wait({
    takeTurn: () => {
      throw new TypeError('a defect');
    },
  });
  queue.wait(reader('next', 1, read));
  expect(round).toThrow('a defect');
  expect(round()).toBe(true);
  expect(read).toEqual(['next']);
});

test.each([
  { why: 'full, and only passed: more', most: FIRST_READ, bytes: FIRST_READ, looked: 0, next: 64 * KIB },
  { why: 'at most the buffer', most: 256 * KIB, bytes: 256 * KIB, looked: 100, next: 256 * KIB },
  { why: 'not full: as much again', most: 64 * KIB, bytes: 40 * KIB, looked: 300, next: 64 * KIB },
  { why: 'chunks of one byte: some 3 Ki steps', most: 12_000, bytes: 12_000, looked: 10_000, next: 3686 },
  { why: 'looked at many times', most: FIRST_READ, bytes: FIRST_READ, looked: 1e9, next: 512 },
  { why: 'a small head is no reason', most: 64 * KIB, bytes: 700, looked: 700, next: 64 * KIB },
  { why: 'a small read that is full is one', most: 700, bytes: 700, looked: 7000, next: 512 },
])('the next read: $why', ({ most, bytes, looked, next }) => {
  expect(nextRead(most, bytes, looked)).toBe(next);
});
