import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { allocateCounters, CounterTotals, DEFAULT_UNITS, Statistics, type StatisticsFigure } from '@netvakt/metrics';
import { makeLog } from '../../src/base/log.ts';
import { counterShape } from '../../src/run/shape.ts';
import { TotalsKeeper } from '../../src/totals/keeper.ts';
import { KeptStore } from '../../src/totals/kept-store.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured } from '../support/captured.ts';

const NOON = Date.UTC(2026, 0, 31, 12) / 1000;

/** A keeper with a clock and counters that the test sets. */
class World {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'netvakt-totals-'));
  readonly path: string = join(this.folder, 'totals.db');
  readonly statistics: Statistics = new Statistics(
    new CounterTotals([allocateCounters(counterShape(['se']))]),
    DEFAULT_UNITS,
  );
  readonly log: Captured = new Captured();
  now = NOON;
  count = 0;

  keeper(path = this.path): TotalsKeeper {
    return new TotalsKeeper({
      store: new KeptStore(path, makeLog({ level: 'info', format: 'json' }, this.log)),
      keepDays: 30,
      statistics: this.statistics,
      figures: (): StatisticsFigure[] => [{ market: 'se', list: 'urls', unit: 'pages', count: this.count }],
      now: () => this.now,
    });
  }

  stored(): string[] {
    const store = TotalsStore.read(this.path);
    const { rows } = store.between('0000-01-01', '9999-12-31');
    store.close();
    return rows.map(({ day, market, list, unit, count }) => `${day} ${market} ${list} ${unit} ${count}`);
  }
}

test('totals survive a restart: a new process adds to the day', () => {
  const world = new World();
  const first = world.keeper();
  world.count = 5;
  first.save();
  world.count = 7;
  first.close();
  world.count = 0; // a new process counts from zero
  const second = world.keeper();
  world.count = 3;
  second.close();
  expect(world.stored()).toEqual(['2026-01-31 se urls pages 10']);
  expect(statSync(world.path).mode & 0o777).toBe(0o600);
  expect(world.statistics.store.lastSuccess).toBe(NOON);
});

test('an interval belongs to the day in which it began', () => {
  const world = new World();
  const keeper = world.keeper();
  world.now += 12 * 3600 + 0.02; // just after midnight
  world.count = 4;
  keeper.save();
  world.count = 5;
  keeper.close();
  expect(world.stored()).toEqual(['2026-01-31 se urls pages 4', '2026-02-01 se urls pages 1']);
});

test('days beyond the retention go', () => {
  const world = new World();
  const keeper = world.keeper();
  world.count = 1;
  keeper.save();
  world.now += 40 * 86_400;
  keeper.save(); // nothing new: the interval is over
  world.count = 2;
  keeper.close();
  expect(world.stored()).toEqual(['2026-03-12 se urls pages 1']);
});

test('a damaged file is put aside, another takes its place, and nothing is lost that was in memory', () => {
  const world = new World();
  writeFileSync(world.path, 'this is no database, and 100 bytes long or more, so that it is looked at'.repeat(40));
  const keeper = world.keeper();
  world.count = 9;
  keeper.close();
  expect(world.stored()).toEqual(['2026-01-31 se urls pages 9']);
  expect(readdirSync(world.folder).some((name) => name.startsWith('totals.db.damaged-'))).toBe(true);
  expect(world.log.text).toContain('totals not written');
});

test('a folder that is not there stops nothing: counted, logged, and written when it is', () => {
  const world = new World();
  const keeper = world.keeper(join(world.folder, 'missing', 'totals.db'));
  world.count = 2;
  keeper.save();
  keeper.save();
  expect(world.statistics.store).toEqual({ failures: 2, lastSuccess: 0 });
  expect(existsSync(join(world.folder, 'missing'))).toBe(false);
});

test('a full disk loses nothing: what did not fit is in the next write', () => {
  const world = new World();
  world.keeper().save();
  const keeper = world.keeper();
  world.count = 3;
  // /dev/full answers ENOSPC to every write, as a full disk does.
  const full = world.keeper('/dev/full');
  full.save();
  expect(world.statistics.store.failures).toBe(1);
  keeper.close();
  expect(world.stored()).toEqual(['2026-01-31 se urls pages 3']);
  expect(readFileSync(world.path).includes('SQLite format 3')).toBe(true);
  chmodSync(world.path, 0o600);
});

test('the operator’s page reads the pages of a month, once an item and not once a list; without a file there are none', () => {
  const world = new World();
  const keeper = world.keeper();
  expect(keeper.pagesOfMonth()).toEqual([]);
  const store = TotalsStore.open(world.path);
  const row = { day: '2026-01-30', market: 'se', list: '', unit: 'pages', count: 7 } as const;
  const rows = [
    row,
    { ...row, list: 'urls', count: 6 },
    { ...row, unit: 'attempts', count: 9 },
    { ...row, day: '2025-12-01', count: 8 },
  ] as const;
  store.add(rows, { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 }, 800, NOON);
  store.close();
  expect(keeper.pagesOfMonth()).toEqual([{ day: '2026-01-30', market: 'se', pages: 7 }]);
  keeper.close();
  expect(world.keeper(join(world.folder, 'missing', 'totals.db')).pagesOfMonth()).toBeUndefined();
});
