/** A running filter that follows its lists: a new delivery takes effect automatically, a bad one changes nothing. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fetchAndUpdate, withStoreLock } from '@netvakt/blocklist';
import { WAIT } from '@netvakt/testing';
import { loadConfig } from '../../src/config/load.ts';
import { ManagedLists } from '../../src/list/managed-lists.ts';
import { runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  every_minutes: 60
  lists:
    - { id: domains, source: { file: delivered.txt } }
    - { id: urls, source: { file: page.txt } }
`;

const running: Netvakt[] = [];
afterAll(() => Promise.all(running.map((netvakt) => netvakt.kill())));

/** A folder with a configuration, deliveries, and a store that has taken them. */
async function storeWithDeliveries(): Promise<{ folder: string; config: string }> {
  const folder = await folderWith(
    {
      'netvakt.yaml': configText(9, INTAKE),
      'delivered.txt': 'blocked.test\n',
      'page.txt': 'http://mixed.test/page\n',
    },
    'store',
  );
  const config = join(folder, 'netvakt.yaml');
  expect(await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')])).toMatchObject({
    code: 0,
  });
  expect(await runCommand(['list', 'update', '--config', config])).toMatchObject({ code: 0 });
  return { folder, config };
}

test('a delivery that waits at the source is fetched, taken and in force without a signal', async () => {
  const { folder, config } = await storeWithDeliveries();
  await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nlate.test\n');
  await writeFile(join(folder, 'page.txt'), '<html>captive portal</html>');

  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);
  const { proxy, admin } = await netvakt.logged('listening');
  await netvakt.logged('reloaded');
  const [address] = proxy as readonly string[];
  const client = await Client.connect(Number(address?.slice(address.lastIndexOf(':') + 1)));
  const { status } = await client.get('http://late.test/');
  client.end();
  expect(status).toBe(451);
  const metrics = await (await fetch(`http://${String((admin as readonly string[])[0])}/metrics`)).text();
  expect(metrics).toMatch(/reason="captive-portal"\} 1$|reason="html-page"\} 1$/mu);

  // The other one failed: it is as old as its last good fetch, although what is stored of it was loaded again.
  const time = (what: string, list: string): number =>
    seriesOf(metrics, `netvakt_list_last_${what}_timestamp_seconds`, { list });
  expect(time('attempt', 'urls')).toBeGreaterThan(time('success', 'urls'));
  expect(time('attempt', 'domains')).toBe(time('success', 'domains'));
});

test('a delivery that is in force already is no news, and makes the list fresh again', async () => {
  const { config } = await storeWithDeliveries();
  const taken = Date.now() / 1000;
  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);
  const { admin } = await netvakt.logged('listening');
  expect(await netvakt.logged('list update', 2)).toMatchObject({ outcome: 'unchanged' });
  const metrics = await (await fetch(`http://${String((admin as readonly string[])[0])}/metrics`)).text();
  for (const list of ['domains', 'urls']) {
    expect(seriesOf(metrics, 'netvakt_list_last_success_timestamp_seconds', { list })).toBeGreaterThan(taken);
  }
  expect(metrics).not.toMatch(/^netvakt_list_update_failures_total\{.*\} [1-9]/mu);
});

/** What `netvakt list update` does, for a test that holds the store's lock itself. */
async function updateByHand(file: string, id: string): Promise<string> {
  const config = await loadConfig(file);
  const intake = await ManagedLists.open(config, {});
  const opened = await intake?.list(id, config.reloadable.lists);
  if (opened === undefined) throw new TypeError('The configuration has no such managed list');
  return (await fetchAndUpdate(opened.list, opened.source, opened.bounds, Date.now())).kind;
}

test('a delivery that was taken by hand, and nobody told the filter, once stayed out of force: the next fetch called it unchanged', async () => {
  const { folder, config } = await storeWithDeliveries();
  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);

  // The filter's first fetch waits for the lock, so the update by hand comes between its load and its fetch.
  const proxy = await withStoreLock(join(folder, 'store'), WAIT, async () => {
    const listening = await netvakt.logged('listening');
    await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nlate.test\n');
    expect(await updateByHand(config, 'domains')).toBe('taken');
    return listening['proxy'];
  });
  await netvakt.logged('reloaded');
  expect(netvakt.log.filter(({ message }) => message === 'list update')).toMatchObject([
    { list: 'domains', outcome: 'unchanged' },
    { list: 'urls', outcome: 'unchanged' },
  ]);
  const [address] = proxy as readonly string[];
  const client = await Client.connect(Number(address?.slice(address.lastIndexOf(':') + 1)));
  const { status } = await client.get('http://late.test/');
  client.end();
  expect(status).toBe(451);
});

test('what fetches is at nice 10 and on one core, and the filter itself where it was', async () => {
  const report = 'nice >niceness; grep Cpus_allowed_list /proc/self/status >cores; cat delivered.txt';
  const folder = await folderWith(
    { 'delivered.txt': 'blocked.test\n', 'page.txt': 'http://mixed.test/page\n' },
    'store',
  );
  const source = `{ command: [sh, -c, "cd ${folder} && { ${report}; }"] }`;
  const config = join(folder, 'netvakt.yaml');
  await writeFile(config, configText(9, INTAKE.replace('{ file: delivered.txt }', source)));
  expect((await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')])).code).toBe(0);
  expect((await runCommand(['list', 'update', '--config', config])).code).toBe(0);
  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);
  await netvakt.logged('list update', 2);
  const [niceness, cores] = [
    await readFile(join(folder, 'niceness'), 'utf8'),
    await readFile(join(folder, 'cores'), 'utf8'),
  ];
  expect(niceness).toBe('10\n');
  expect(cores).toMatch(/:\s+\d+\n$/u);
  const stat = await readFile(`/proc/${netvakt.pid ?? 0}/stat`, 'latin1');
  expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]).not.toBe('10');
});
