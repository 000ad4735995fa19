import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  allocateCounters,
  CounterTotals,
  DEFAULT_UNITS,
  LocalDays,
  Statistics,
  type StatisticsFigure,
} from '@netvakt/metrics';
import { makeLog } from '../../src/base/log.ts';
import { counterShape } from '../../src/run/shape.ts';
import { TotalsKeeper } from '../../src/totals/keeper.ts';
import { KeptStore } from '../../src/totals/kept-store.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured } from '../support/captured.ts';

const NOON = Date.UTC(2026, 0, 31, 12) / 1000;

function note(to: Map<string, number>, date: string): void {
  to.set(date, (to.get(date) ?? 0) + 1);
}

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
  zone = 'UTC';
  count = 0;

  keeper(path = this.path): TotalsKeeper {
    return new TotalsKeeper({
      store: new KeptStore(path, makeLog({ level: 'info', format: 'json' }, this.log)),
      keepDays: 30,
      statistics:
        this.zone === 'UTC' ? this.statistics : new Statistics(this.statistics.totals, DEFAULT_UNITS, [this.zone]),
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

test.each([
  ['Europe/Stockholm', '2026-10-25'],
  ['Europe/Stockholm', '2026-03-29'],
  ['America/Santiago', '2026-09-06'],
  ['Asia/Kathmandu', '2026-01-01'],
])('%s, %s: counts are kept by the day on the wall, and by UTC day for the coalition', (zone, day) => {
  const world = new World();
  world.zone = zone;
  world.now = Date.parse(day) / 1000 - 20 * 3600;
  const [keeper, calendar] = [world.keeper(), new LocalDays(zone)];
  const [wall, utc] = [new Map<string, number>(), new Map<string, number>()];
  const end = world.now + 66 * 3600;
  // Something is counted each minute; intervals end each hour, and with the day.
  while (world.now < end) {
    const next = Math.min(world.now + 3600 - (world.now % 3600), calendar.nextMidnight(world.now));
    for (let at = world.now; at < next; at += 60) {
      note(wall, new Date(at * 1000).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 10));
      note(utc, new Date(at * 1000).toISOString().slice(0, 10));
      world.count += 1;
    }
    world.now = next;
    keeper.save();
  }
  keeper.close();
  const store = TotalsStore.read(world.path);
  const { rows } = store.localBetween('0000-01-01', '9999-12-31');
  store.close();
  expect(rows.map((row) => [row.day, row.count, row.zone])).toEqual([...wall].map(([date, n]) => [date, n, zone]));
  const hour = 60; // of UTC days, an interval belongs to the one in which it began
  for (const line of world.stored()) {
    const [date = '', , , , count] = line.split(/ +/);
    expect(Math.abs(Number(count) - (utc.get(date) ?? 0))).toBeLessThan(zone === 'Asia/Kathmandu' ? hour : 1);
  }
});

test('a store of version 2 goes on: its days are days of UTC, and the day of the upgrade has both', () => {
  const world = new World();
  const old = TotalsStore.open(world.path);
  old.add(
    [
      { day: '2026-01-30', market: 'se', list: 'urls', unit: 'pages', count: 7 },
      { day: '2026-01-31', market: 'se', list: 'urls', unit: 'pages', count: 2 },
    ],
    { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 },
    800,
    NOON,
  );
  old.close();
  world.zone = 'Europe/Stockholm';
  const keeper = world.keeper();
  world.count = 5;
  keeper.close();
  const store = TotalsStore.read(world.path);
  const { rows } = store.localBetween('2026-01-01', '2026-12-31');
  store.close();
  expect(rows.map(({ day, zone, count }) => `${day} ${zone} ${count}`)).toEqual([
    '2026-01-30 UTC 7',
    '2026-01-31 Europe/Stockholm 5',
    '2026-01-31 UTC 2',
  ]);
  expect(world.stored()).toEqual(['2026-01-30 se urls pages 7', '2026-01-31 se urls pages 7']);
});

test('each interval is kept with the endings that were in force in it; a quiet one takes its own with it', () => {
  const world = new World();
  const keeper = world.keeper();
  const endings = (): string[] => {
    const store = TotalsStore.read(world.path);
    const kept = store.between('0000-01-01', '9999-12-31').endings;
    store.close();
    return kept.map(({ day, ending }) => `${day} ${ending}`);
  };
  world.statistics.endings.inForce('alert');
  world.count = 1;
  keeper.save();
  expect(endings()).toEqual(['2026-01-31 alert']);
  world.now += 86_400;
  keeper.save(); // began on the 31st
  world.statistics.endings.inForce('reset');
  world.now += 3600;
  keeper.save(); // nothing was blocked
  expect(endings()).toEqual(['2026-01-31 alert', '2026-02-01 alert', '2026-02-01 reset']);
  world.now += 86_400;
  keeper.save();
  world.count = 2;
  keeper.save();
  expect(endings().slice(-1)).toEqual(['2026-02-02 reset']);
  world.now += 40 * 86_400;
  keeper.save();
  keeper.save();
  expect(endings()).toEqual(['2026-03-14 reset']); // within the retention of 30 days
});

test('endings that could not be written are in the next attempt', () => {
  const world = new World();
  world.statistics.endings.inForce('alert');
  const failing = world.keeper(join(world.folder, 'missing', 'totals.db'));
  failing.save();
  world.statistics.endings.inForce('reset');
  failing.save();
  expect(world.statistics.endings.unwritten).toEqual(['alert', 'reset']);
});
