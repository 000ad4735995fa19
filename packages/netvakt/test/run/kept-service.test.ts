import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { Service } from '../../src/run/service.ts';
import { TotalsStore } from '../../src/totals/store.ts';
import { Captured, runCommand } from '../support/captured.ts';
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
    .replace('statistics: {', 'statistics: { store: totals.db,');
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

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  every_minutes: 0
  lists:
    - { id: domains, source: { file: delivered.txt } }
`;

test('a removal and an addition count from when they were first seen until they are enforced', async () => {
  const text = configText(80, INTAKE).replace('statistics: {', 'statistics: { store: totals.db,');
  const files = { 'netvakt.yaml': text, 'delivered.txt': 'one.test\ntwo.test\n', 'urls.txt': LISTS['urls.txt'] };
  const folder = await folderWith(files, 'store');
  const file = join(folder, 'netvakt.yaml');
  const update = () => runCommand(['list', 'update', '--config', file]);
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')]);
  expect(await update()).toMatchObject({ code: 0 });
  const config = await loadConfig(file);
  const log = makeLog(config.fixed.log, new Captured());
  service = new Service({ config, log, now: () => Date.now() / 1000, commit: undefined, workerEntry: WORKER });
  await service.start();
  await writeFile(join(folder, 'delivered.txt'), 'two.test\nthree.test\nfour.test\n');
  expect(await update()).toMatchObject({ code: 0 });
  await service.reload();
  await service.reload(); // the same once more is no update
  await service.stop();
  const store = TotalsStore.read(join(folder, 'totals.db'));
  const { service: rows } = store.between('0000-01-01', '9999-12-31');
  store.close();
  // Midnight may come between: the days are added.
  const sum = (market: string, indicator: string, side: 'numerator' | 'denominator'): number =>
    rows.reduce((all, row) => all + (row.market === market && row.indicator === indicator ? row[side] : 0), 0);
  for (const market of ['se', 'lt']) {
    expect(sum(market, 'addition-delay', 'denominator')).toBe(1);
    expect(sum(market, 'removal-within-hour', 'denominator')).toBe(1);
    expect(sum(market, 'rules-added', 'numerator')).toBe(2);
    expect(sum(market, 'rules-removed', 'numerator')).toBe(1);
  }
  const bytes = await readFile(join(folder, 'totals.db'), 'latin1');
  for (const name of ['one.test', 'three.test', 'four.test']) expect(bytes).not.toContain(name);
});
