import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { trafficAt } from '../../src/demo/month/calendar.ts';
import { makeMonth } from '../../src/demo/month/month.ts';
import { CONFIG_TEXT } from '../../src/demo/month/places.ts';
import { runCommand } from '../support/captured.ts';
import { oldFile } from '../support/old-file.ts';
import { folderWith } from '../support/process.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2026, 0, 5) / 1000;

test('nights, week-ends and holidays have less traffic than a working evening', () => {
  const evening = trafficAt(START, 20 * HOUR);
  expect(trafficAt(START, 3 * HOUR)).toBeLessThan(evening / 5);
  expect(trafficAt(START, 5 * DAY + 20 * HOUR)).toBeCloseTo(evening * 0.6);
  expect(trafficAt(START, 3 * DAY + 20 * HOUR)).toBeLessThan(evening * 0.6);
});

test('what the filters count is what the script knows, also of a node that is gone and of one that comes back', () => {
  const config = checkConfig(CONFIG_TEXT, '/etc/netvakt/netvakt.yaml');
  const made = makeMonth({ config, seed: 3, days: 1, start: START, isWanted: (family) => family === 'netvakt_ready' });
  expect(made.truth.size).toBe(3);
  expect([...made.counted]).toEqual([...made.truth]);
  expect(made.recording.columns().map(({ series }) => series)).toEqual([
    'netvakt_ready{job="netvakt",instance="filter-1:9464"}',
    'netvakt_ready{job="netvakt",instance="filter-2:9464"}',
    'process_start_time_seconds{job="netvakt",instance="filter-1:9464"}',
    'process_start_time_seconds{job="netvakt",instance="filter-2:9464"}',
    'up{job="netvakt",instance="filter-1:9464"}',
    'up{job="netvakt",instance="filter-2:9464"}',
  ]);
});

test('the samples of a month are OpenMetrics, with the time of each', async () => {
  const file = join(await folderWith({}), 'month.om');
  const words = ['demo', 'month', '--days', '1', '--until', '2026-01-06', '--openmetrics', file, '--json'];
  const old = oldFile(file);
  const { code, stdout } = await runCommand(words);
  old.expectWhole();
  const { equal, start } = JSON.parse(stdout) as { readonly equal: boolean; readonly start: number };
  expect([code, equal, start]).toEqual([0, true, START]);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('# TYPE netvakt_requests_inspected counter\n');
  expect(text).toMatch(new RegExp(`^netvakt_ready\\{job="netvakt",instance="filter-1:9464"\\} 1 ${START + 300}$`, 'm'));
  expect(text.endsWith('\n# EOF\n')).toBe(true);
});

test.each([
  [['--days', '63'], 2, 'from 1 to 62'],
  [['--until', 'today'], 2, 'as 2026-02-01'],
  [['--openmetrics', 'a', '--promtool', 'b'], 2, 'a run each'],
  [['--days', '1', '--openmetrics', '/nowhere/month.om'], 1, 'Cannot write /nowhere/month.om (ENOENT). There is no'],
  [['--promtool', 'a', '--rules', '/nowhere'], 1, 'Name their folder with --rules'],
])('%j is refused', async (words, code, output) => {
  expect(await runCommand(['demo', 'month', ...words])).toMatchObject({
    code,
    stderr: expect.stringContaining(output),
  });
});
