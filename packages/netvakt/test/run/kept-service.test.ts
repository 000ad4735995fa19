import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { Service } from '../../src/run/service.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const WORKER = new URL('../support/mortal-worker.ts', import.meta.url);
let service: Service | undefined;
let now = Date.UTC(2026, 6, 1, 12) / 1000;

afterEach(async () => {
  await service?.close();
});

test('a running filter keeps how it serves: its time, its lists, its subscriptions; not the time of its start', async () => {
  const text = configText(80)
    .replace('{ id: se', '{ subscriptions: { filtered: 400, total: 500 }, id: se')
    .replace('statistics: { interval', 'statistics: { store: totals.db, interval');
  const folder = await folderWith({ 'netvakt.yaml': text, ...LISTS });
  const config = await loadConfig(join(folder, 'netvakt.yaml'));
  const log = makeLog(config.fixed.log, new Captured());
  service = new Service({ config, log, now: () => now, commit: undefined, workerEntry: WORKER });
  now += 50; // as long as it takes to start
  await service.start();
  now += 60;
  service.advanceStatistics();
  now += 20;
  await service.stop();
  const store = TotalsStore.read(join(folder, 'totals.db'));
  const { service: rows } = store.between('2026-07-01', '2026-07-01');
  store.close();
  const figures = new Map(rows.map((row) => [`${row.market} ${row.indicator}`, `${row.numerator}/${row.denominator}`]));
  expect(figures.get('se uptime')).toBe('80/0');
  expect(figures.get('se coverage')).toBe('400/500');
  expect(figures.get('se lists')).toMatch(/^[1-9]\/1$/u);
  expect(figures.get('se list-age')).toMatch(/^\d+\/[1-9]$/u);
  expect(figures.get('se unseen-ech')).toBeDefined();
});
