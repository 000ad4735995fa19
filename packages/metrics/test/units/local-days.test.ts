import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { LocalDays } from '@netvakt/metrics';
import * as fc from 'fast-check';

/** Zones of whole hours and of quarters, on both sides of the earth, and some whose clocks change at midnight. */
const ZONES = [
  'UTC',
  'Europe/Stockholm',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'America/Santiago',
  'Asia/Beirut',
  'America/Sao_Paulo',
];

/** What a person reads off a clock on the wall: another way to the date, slow. */
function wallDay(zone: string, unixSeconds: number): string {
  const [date = ''] = new Date(unixSeconds * 1000).toLocaleString('sv-SE', { timeZone: zone }).split(' ');
  return date;
}

const MOMENTS = fc.integer({ min: Date.UTC(2015, 0) / 1000, max: Date.UTC(2035, 0) / 1000 });

test.each(ZONES)('%s: each moment belongs to the day on the wall, between its start and the next', (zone) => {
  const days = new LocalDays(zone);
  fc.assert(
    fc.property(MOMENTS, (at) => {
      const day = days.dayOf(at);
      const [start, next] = [days.startOf(day), days.nextMidnight(at)];
      expect(day).toBe(wallDay(zone, at));
      expect(start <= at && at < next).toBe(true);
      expect(next - start).toBe(days.secondsOf(day));
      expect([wallDay(zone, start - 1) < day, wallDay(zone, start), wallDay(zone, next) > day]).toEqual([
        true,
        day,
        true,
      ]);
    }),
    { seed: 8, numRuns: 120 },
  );
});

test.each([
  ['Europe/Stockholm', '2026-03-29', 23],
  ['Europe/Stockholm', '2026-10-25', 25],
  ['Europe/Stockholm', '2026-10-26', 24],
  ['America/New_York', '2026-03-08', 23],
  ['America/New_York', '2026-11-01', 25],
  ['America/Santiago', '2026-09-06', 23],
  ['America/Santiago', '2026-04-04', 25],
  ['Asia/Kathmandu', '2026-10-25', 24],
  ['Australia/Lord_Howe', '2026-10-04', 23.5],
  ['Pacific/Apia', '2011-12-30', 0],
])('in %s, %s has %d hours', (zone, day, hours) => {
  expect(new LocalDays(zone).secondsOf(day) / 3600).toBe(hours);
});

const SOURCE = fileURLToPath(new URL('../../src/units/local-days.ts', import.meta.url));

test.each([
  ['', 'UTC'],
  ['Middle/Earth', 'UTC'],
  ['Asia/Almaty', 'Asia/Almaty'],
])('a machine with TZ=%s has days of %s', (zone, want) => {
  const program = `import { LocalDays, machineZone } from ${JSON.stringify(SOURCE)}; console.log(new LocalDays(machineZone()).zone)`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { TZ: zone },
  });
  expect([stdout, stderr]).toEqual([`${want}\n`, '']);
});
