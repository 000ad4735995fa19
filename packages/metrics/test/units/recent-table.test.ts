import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { allocateRecent, NEW, NO_ROOM, RecentTable } from '../../src/units/recent-table.ts';

/** What the table should return: a map that forgets nothing and never is full. */
class Oracle {
  readonly #entries = new Map<string, { since: number; flags: number }>();

  note(key: string, now: number, window: number, flags: number): number {
    const entry = this.#entries.get(key);
    if (entry === undefined || now - entry.since > window) {
      this.#entries.set(key, { since: now, flags });
      return NEW;
    }
    const before = entry.flags;
    entry.flags |= flags;
    return before;
  }
}

test('a table that is large enough answers as a map does, over 300 sequences', () => {
  let again = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 })),
        {
          maxLength: 120,
          size: 'max',
        },
      ),
      fc.integer({ min: 0, max: 0xffff_ffff }),
      (steps, start) => {
        const table = new RecentTable(allocateRecent(64), 0);
        const oracle = new Oracle();
        let now = start; // some starts let the clock pass 2^32 on the way
        for (const [key, pause, flags] of steps) {
          now += pause;
          const want = oracle.note(String(key), now, 50, flags);
          if (want >= 0) again += 1;
          expect(table.note(key * 7919, key, now, 50, flags)).toBe(want);
        }
      },
    ),
    { numRuns: 300, seed: 20_260_102 },
  );
  expect(again).toBeGreaterThan(3000);
});

test('an entry is the same up to its window, and new one millisecond later', () => {
  const table = new RecentTable(allocateRecent(8), 0);
  expect([0, 10_000, 10_001].map((now) => table.note(1, 2, now, 10_000, 0))).toEqual([NEW, 0, NEW]);
});

test.each([1000, 2 ** 32, 2 ** 31])(
  'one key of two workers is one, though the second had read the clock first: at %i ms',
  (now) => {
    const buffer = allocateRecent(8);
    const [one, other] = [new RecentTable(buffer, 0), new RecentTable(buffer, 1)];
    expect(one.note(1, 2, now, 10_000, 1)).toBe(NEW);
    for (const behind of [1, 20, 9_000]) expect(other.note(1, 2, now - behind, 10_000, 0)).toBe(1);
    expect(one.count(3, 4, now, 10_000)).toBe(1);
    expect(other.count(3, 4, now - 1, 10_000)).toBe(2);
    // The window is still that of the first.
    expect(other.note(1, 2, now + 10_000, 10_000, 0)).toBe(1);
    expect(other.note(1, 2, now + 10_001, 10_000, 0)).toBe(NEW);
  },
);

test('a full bucket remembers nothing new, says so, and has room again when its entries are past their window', () => {
  const table = new RecentTable(allocateRecent(8), 0);
  const keys = Array.from({ length: 8 }, (_, i) => i + 1);
  for (const key of keys) expect(table.note(key, key, 0, 100, 0)).toBe(NEW);
  expect(table.note(9, 9, 50, 100, 0)).toBe(NO_ROOM);
  expect(table.note(9, 9, 60, 100, 0)).toBe(NO_ROOM);
  for (const key of keys) expect(table.note(key, key, 100, 100, 0)).toBe(0);
  expect(table.note(9, 9, 101, 100, 0)).toBe(NEW);
});

test('what a dead worker held is free again after its release', () => {
  const buffer = allocateRecent(8);
  new Int32Array(buffer)[0] = 3 + 2; // worker 3 died holding the only bucket
  const table = new RecentTable(buffer, 0);
  expect(table.note(1, 1, 0, 100, 0)).toBe(NO_ROOM);
  table.release(2);
  expect(table.note(1, 1, 0, 100, 0)).toBe(NO_ROOM);
  table.release(3);
  expect(table.note(1, 1, 0, 100, 0)).toBe(NEW);
});

test('a cleared table has seen nobody, and its memory holds nothing', () => {
  const buffer = allocateRecent(8);
  const table = new RecentTable(buffer, 0);
  table.note(1, 2, 5, 100, 1);
  table.clear();
  expect(new Int32Array(buffer).every((word) => word === 0)).toBe(true);
});

test('four threads that see the same 2,000 keys at the same time count each of them once', async () => {
  const buffer = allocateRecent(65_536);
  const go = new SharedArrayBuffer(8);
  const entry = new URL('../support/noting-worker.ts', import.meta.url);
  const workers = Array.from(
    { length: 4 },
    (_, owner) =>
      new Worker(entry, { workerData: { buffer, go, owner, keys: 2000 }, execArgv: ['--conditions=@netvakt/source'] }),
  );
  const counts = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<{ fresh: number; full: number }>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  // On a machine with fewer cores than threads, a holder can be preempted for longer than the others wait.
  expect(counts.reduce((sum, { full }) => sum + full, 0)).toBeLessThan(20);
  expect(counts.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(2000);
});
