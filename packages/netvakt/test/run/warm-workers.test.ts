/** Workers are warm before they listen, and the figures do not show it. */
import { once } from 'node:events';
import { join } from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { Service } from '../../src/run/service.ts';
import { Captured } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const WATCHED = new URL('../support/watched-worker.ts', import.meta.url);
/** Nobody asks for anything, so no origin is needed. */
const NO_PORT = 9;

let service: Service | undefined;
afterEach(async () => {
  await service?.close();
});

async function start(): Promise<Service> {
  const folder = await folderWith({ 'netvakt.yaml': configText(NO_PORT), ...LISTS });
  const config = await loadConfig(join(folder, 'netvakt.yaml'));
  const log = makeLog(config.fixed.log, new Captured());
  service = new Service({ config, log, now: () => 1_700_000_000, commit: undefined, workerEntry: WATCHED });
  await service.start();
  return service;
}

/** Counters of the data plane: what clients did, and what became of it. */
const COUNTED =
  /^netvakt_(?:requests|connections|refused|upstream|uninspectable|blocked|shadow|bytes|names|rejected|decision)/u;

test('a rehearsal is in no counter, no histogram and no gauge', async () => {
  const { adminAddresses } = await start();
  const text = await (await fetch(`http://127.0.0.1:${adminAddresses[0]?.port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => COUNTED.test(line));
  const families = new Set(lines.map((line) => /^[a-z_]+/u.exec(line)?.[0]));
  expect(families.size).toBeGreaterThan(8);
  // A limit is no count.
  expect(lines.filter((line) => !line.endsWith(' 0') && !line.includes('limit'))).toEqual([]);
});

test('a worker that has rehearsed has had no major collection', async () => {
  await start();
  const channel = new BroadcastChannel('netvakt-test-collections');
  try {
    channel.postMessage('how many');
    const [{ data }] = (await once(channel, 'message')) as [{ readonly data: number }];
    expect(data).toBe(0);
  } finally {
    channel.close();
  }
});
