import { mkdirSync, mkdtempSync, renameSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { indicatorOf } from '@netvakt/coalition';
import { LocalDays } from '@netvakt/metrics';
import { makeLog } from '../../src/base/log.ts';
import { KeptStore } from '../../src/totals/kept-store.ts';
import { ListUpdates, noUpdates } from '../../src/totals/list-updates.ts';
import { SERVICE_LOOK, ServiceKeeper, type ServiceReading } from '../../src/totals/service-keeper.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured } from '../support/captured.ts';

const NOON = Date.UTC(2026, 0, 31, 12) / 1000;
const IDLE: ServiceReading = { isReady: true, isBypassed: false, counts: [], states: [], samples: [] };
const log = makeLog({ level: 'info', format: 'json' }, new Captured());

/** A keeper with a clock and a reading that the test sets. */
class World {
  readonly path: string = join(mkdtempSync(join(tmpdir(), 'netvakt-service-')), 'totals.db');
  now = NOON;
  reading: ServiceReading = IDLE;
  zone = 'UTC';

  keeper(path = this.path): ServiceKeeper {
    const store = new KeptStore(path, log);
    return new ServiceKeeper({
      store,
      markets: ['se'],
      calendars: [new LocalDays(this.zone)],
      read: () => this.reading,
      now: () => this.now,
    });
  }

  /** Looks once a minute for so many minutes. */
  pass(keeper: ServiceKeeper, minutes: number): void {
    for (let i = 0; i < minutes; i += 1) {
      this.now += SERVICE_LOOK;
      keeper.look();
    }
  }

  stored(): string[] {
    const store = TotalsStore.read(this.path);
    const { service } = store.between('0000-01-01', '9999-12-31');
    store.close();
    return service.map(
      ({ day, indicator, numerator, denominator }) => `${day} ${indicator} ${numerator}/${denominator}`,
    );
  }
}

test('time in which the filter was ready is kept by day, over restarts and midnight', () => {
  const world = new World();
  world.now = NOON + 12 * 3600 - 120;
  world.pass(world.keeper(), 2);
  world.pass(world.keeper(), 3);
  expect(world.stored().filter((line) => line.includes('uptime'))).toEqual([
    '2026-01-31 uptime 120/0',
    '2026-02-01 uptime 180/0',
  ]);
});

test('time that nobody looked at, and time that was not ready, is no uptime', () => {
  const world = new World();
  const keeper = world.keeper();
  world.pass(keeper, 1);
  world.now += 3 * 3600; // the machine slept
  keeper.look();
  world.reading = { ...IDLE, isReady: false, isBypassed: true };
  world.pass(keeper, 2);
  expect(world.stored()).toEqual(['2026-01-31 fail-open-rules 120/0', '2026-01-31 uptime 60/0']);
});

test('counts are kept by what they grew, zeros of a day included', () => {
  const world = new World();
  const keeper = world.keeper();
  const canary = (numerator: number, denominator: number): void => {
    world.reading = { ...IDLE, counts: [{ market: 'se', indicator: 'canary-tls', numerator, denominator }] };
  };
  canary(0, 0);
  world.pass(keeper, 1);
  expect(world.stored()).toContain('2026-01-31 canary-tls 0/0');
  canary(9, 10);
  world.pass(keeper, 1);
  canary(19, 20);
  world.pass(keeper, 2);
  expect(world.stored()).toContain('2026-01-31 canary-tls 19/20');
});

test('samples are added once an hour, states are what was last so', () => {
  const world = new World();
  const keeper = world.keeper();
  const now = (age: number, lists: number): void => {
    world.reading = {
      ...IDLE,
      samples: [{ market: 'se', indicator: 'list-age', numerator: age, denominator: 1 }],
      states: [{ market: 'se', indicator: 'lists', numerator: lists, denominator: 1 }],
    };
  };
  now(100, 2);
  world.pass(keeper, 30);
  now(300, 3);
  world.pass(keeper, 60);
  expect(world.stored().filter((line) => /list/u.test(line))).toEqual([
    '2026-01-31 list-age 400/2',
    '2026-01-31 lists 3/1',
  ]);
});

test('what could not be written is in the next write', () => {
  const world = new World();
  const missing = join(world.path, 'missing', 'totals.db');
  const keeper = world.keeper(missing);
  keeper.add([{ market: 'se', indicator: 'removal-delay', numerator: 30, denominator: 1 }]);
  world.pass(keeper, 2);
  const again = world.keeper();
  again.add([{ market: 'se', indicator: 'removal-delay', numerator: 30, denominator: 1 }]);
  world.pass(again, 1);
  expect(world.stored()).toContain('2026-01-31 removal-delay 30/1');
});

test('a store of version 1 keeps its rows, and gets the table when it is written', () => {
  const world = new World();
  const old = new DatabaseSync(world.path);
  old.exec(`CREATE TABLE totals (day TEXT NOT NULL, market TEXT NOT NULL, list TEXT NOT NULL, unit TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (day, market, list, unit)) WITHOUT ROWID;
    CREATE TABLE units (day TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (day, definition)) WITHOUT ROWID;
    INSERT INTO totals VALUES ('2026-01-30', 'se', '', 'pages', 7);
    PRAGMA user_version = 1`);
  old.close();
  expect(world.stored()).toEqual([]); // read as it is, by a command next to a filter of the old version
  world.pass(world.keeper(), 1);
  expect(world.stored()).toContain('2026-01-31 uptime 60/0');
  const store = TotalsStore.read(world.path);
  expect(store.between('2026-01-01', '2026-12-31').rows).toMatchObject([{ unit: 'pages', count: 7 }]);
  store.close();
  const [version] = new DatabaseSync(world.path).prepare('PRAGMA user_version').all();
  expect(version).toEqual({ user_version: 3 });
});

test('what a later version has made of the file keeps its number', () => {
  const world = new World();
  world.pass(world.keeper(), 1);
  const later = new DatabaseSync(world.path);
  later.exec('PRAGMA user_version = 3');
  later.close();
  world.pass(world.keeper(), 1);
  expect(new DatabaseSync(world.path).prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
});

test('days beyond the retention go with the totals', () => {
  const world = new World();
  world.pass(world.keeper(), 1);
  const store = TotalsStore.open(world.path);
  store.add([], { windowSeconds: 10, ipv6PrefixLength: 64, attemptsPerClientDay: 10 }, 30, world.now + 40 * 86_400);
  store.close();
  expect(world.stored()).toEqual([]);
});

test('the names are those of the coalition’s table', () => {
  for (const name of ['uptime', 'fail-open-rules', 'fail-open-overload']) expect(indicatorOf(name)).toBeDefined();
});

/** The figures that have a base. */
function counted(
  figures: readonly { readonly indicator: string; readonly numerator: number; readonly denominator: number }[],
): string[] {
  return figures
    .filter((one) => one.denominator > 0)
    .map((one) => `${one.indicator} ${one.numerator}/${one.denominator}`);
}

/** What a version of a list changed, so many seconds ago. */
const changed = (sha256: string, secondsAgo: number, added: number, removed: number) => ({
  id: 'police',
  markets: ['se'],
  sha256,
  change: { added, removed, published: (NOON - secondsAgo) * 1000 },
});

test('an update counts once, with its delay, whatever restarts in between; the first version is no update', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'netvakt-updates-')), 'totals.db');
  const updates = () => new ListUpdates(new KeptStore(path, log));
  expect(counted(updates().enforced([changed('a', 50, 3, 0)], NOON))).toEqual([]);
  expect(counted(updates().enforced([changed('a', 50, 3, 0)], NOON))).toEqual([]);
  const late = [changed('b', 7200, 0, 2)];
  const second = updates();
  expect(counted(second.enforced(late, NOON))).toEqual([
    'removal-delay 7200/1',
    'removal-within-hour 0/1',
    'removal-within-day 1/1',
  ]);
  expect(counted(second.enforced(late, NOON))).toEqual([]);
  expect(counted(updates().enforced([changed('c', 60, 1, 1)], NOON))).toHaveLength(6);
});

test('an update counts though the store could not be read at first', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'netvakt-updates-')), 'totals.db');
  new ListUpdates(new KeptStore(path, log)).enforced([changed('a', 50, 3, 0)], NOON);
  renameSync(path, `${path}.away`);
  mkdirSync(path);
  const updates = new ListUpdates(new KeptStore(path, log));
  expect(updates.enforced([changed('b', 60, 1, 0)], NOON)).toEqual([]);
  rmdirSync(path);
  renameSync(`${path}.away`, path);
  expect(counted(updates.enforced([changed('b', 60, 1, 0)], NOON))).toHaveLength(3);
});

test('no update is a figure, too: zero of zero', () => {
  for (const { indicator, denominator } of noUpdates('se')) {
    expect(indicatorOf(indicator)).toBeDefined();
    expect(denominator).toBe(0);
  }
});
