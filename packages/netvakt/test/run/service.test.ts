import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { found } from '@netvakt/testing';
import { makeLog } from '../../src/base/log.ts';
import { Service } from '../../src/run/service.ts';
import { Captured } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { fallen, seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const MORTAL = new URL('../support/mortal-worker.ts', import.meta.url);
const web = createServer((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
let service: Service | undefined;

afterEach(async () => {
  await service?.close();
  web.close();
});

async function start(): Promise<{ readonly service: Service; readonly log: Captured }> {
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  const { port } = web.address() as AddressInfo;
  const folder = await folderWith({ 'netvakt.yaml': configText(port), ...LISTS });
  const config = await loadConfig(join(folder, 'netvakt.yaml'));
  const log = new Captured();
  const started = new Service({
    config,
    log: makeLog(config.fixed.log, log),
    now: () => 1_700_000_000,
    commit: undefined,
    workerEntry: MORTAL,
  });
  service = started;
  await started.start();
  return { service: started, log };
}

async function scrape({ adminAddresses: [admin] }: Service): Promise<string> {
  return (await fetch(`http://127.0.0.1:${admin?.port}/metrics`)).text();
}

/** Blocks and passes a few requests; one connection each, so that both workers get some. */
async function traffic({ proxyAddresses: [proxy] }: Service): Promise<void> {
  for (let i = 0; i < 20; i += 1) {
    const client = await Client.connect(proxy?.port ?? 0);
    const { status } = await client.get(i % 2 === 0 ? 'http://blocked.test/' : 'http://free.test/');
    expect(status).toBe(i % 2 === 0 ? 451 : 200);
    client.end();
  }
}

test('workers that die are replaced, their counts stay and go on, nobody’s words are logged', async () => {
  const { service: running, log } = await start();
  await traffic(running);
  const open = await Client.connect(running.proxyAddresses[0]?.port ?? 0);
  expect((await open.get('http://free.test/')).status).toBe(200);
  const before = await scrape(running);
  expect(seriesOf(before, 'netvakt_connections_active', { mode: 'explicit' })).toBeGreaterThan(0);

  const channel = new BroadcastChannel('netvakt-test-die');
  channel.postMessage('now');
  await open.closed();
  const after = await found('both are replaced', async () => {
    const text = await scrape(running);
    const restarts = seriesOf(text, 'netvakt_worker_restarts_total');
    return restarts >= 2 && seriesOf(text, 'netvakt_workers') >= 2 ? text : undefined;
  });
  channel.close();

  expect(fallen(before, after)).toEqual([]);
  expect(seriesOf(after, 'netvakt_connections_active', { mode: 'explicit' })).toBe(0);
  await traffic(running);
  const later = await scrape(running);
  const blocked = { market: 'se', list: 'domains', protocol: 'http' };
  expect(seriesOf(later, 'netvakt_blocked_requests_total', blocked)).toBe(20);
  expect(log.text).toContain('"code":"unknown","message":"worker died"');
  expect(log.text).not.toContain('canary');
});

test('what is published at the start is told: lists, rules, times, health', async () => {
  const { service: running } = await start();
  const text = await scrape(running);
  expect(seriesOf(text, 'netvakt_list_entries', { list: 'domains', kind: 'domain' })).toBe(2);
  expect(seriesOf(text, 'netvakt_list_entries', { list: 'urls', kind: 'prefix' })).toBe(1);
  expect(seriesOf(text, 'netvakt_list_last_success_timestamp_seconds', { list: 'urls' })).toBe(1_700_000_000);
  expect(seriesOf(text, 'netvakt_snapshot_rules')).toBe(4);
  expect(seriesOf(text, 'netvakt_ready')).toBe(1);
  expect(await running.stop()).toBe(0);
});

test.each([
  { why: 'a port that may be shared, and a kernel that resets', shared: true, migrates: false, warned: 1 },
  { why: 'a kernel that hands over', shared: true, migrates: true, warned: 0 },
  { why: 'a port of one process', shared: false, migrates: false, warned: 0 },
])('an upgrade that would reset somebody is warned of at the start: $why', async ({ shared, migrates, warned }) => {
  const text = configText(80).replace(
    '[{ address: 127.0.0.1, port: 0 }]',
    `[{ address: 127.0.0.1, port: 0, shared: ${shared} }]`,
  );
  const config = await loadConfig(join(await folderWith({ 'netvakt.yaml': text, ...LISTS }), 'netvakt.yaml'));
  const log = new Captured();
  const options = { config, log: makeLog(config.fixed.log, log), now: () => 1_700_000_000, commit: undefined };
  service = new Service({ ...options, workerEntry: MORTAL, migrates: () => migrates });
  await service.start();
  expect(log.text.split('tcp_migrate_req').length - 1).toBe(warned);
});
