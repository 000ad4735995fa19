/** A running filter whose list begins to block what it should not: rolled back by hand, and automatically. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: delivered.txt }, rollback: { factor: 5, minimum: 20, minutes: 60 } }
    - { id: urls, source: { file: pages.txt } }
`;
const stage = new Stage();
afterAll(() => stage.close());

/** `count` requests, one after the other; resolves with the last status. */
async function traffic(filter: Running, url: string, count: number): Promise<number> {
  let status = 0;
  for (let i = 0; i < count; i += 1) {
    const client = await stage.client(filter);
    status = (await client.get(url)).status;
    client.end();
  }
  return status;
}

test('by hand, and by itself if the block rate jumps; the bad delivery does not come back', async () => {
  const origin = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
  const folder = await folderWith(
    {
      'netvakt.yaml': configText(origin, INTAKE),
      'delivered.txt': 'blocked.test\n',
      'pages.txt': 'http://mixed.test/page\n',
    },
    'store',
  );
  const config = ['--config', join(folder, 'netvakt.yaml')];
  const run = async (...words: readonly string[]): Promise<number> => (await runCommand([...words, ...config])).code;
  expect((await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')])).code).toBe(0);
  expect(await run('list', 'update')).toBe(0);
  const filter = await stage.filterIn(folder);
  const { netvakt } = filter;
  let reloads = 0;
  const reload = async (): Promise<void> => {
    netvakt.signal('SIGHUP');
    await netvakt.logged('reloaded', (reloads += 1));
  };

  // By hand.
  await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nlate.test\n');
  expect(await run('list', 'update', 'domains')).toBe(0);
  await reload();
  expect(await traffic(filter, 'http://late.test/', 1)).toBe(451);
  await netvakt.logged('new delivery in force', 1);
  expect(await run('list', 'rollback', 'domains', '--by', 'A. Person', '--reason', 'complaint')).toBe(0);
  await reload();
  expect(await traffic(filter, 'http://late.test/', 1)).toBe(200);

  // Automatically: nearly all of the traffic is free, until a delivery takes it in.
  await traffic(filter, 'http://blocked.test/', 1);
  await traffic(filter, 'http://free.test/', 60);
  await netvakt.logged('new delivery in force', 2);
  await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nfree.test\n');
  expect(await run('list', 'update', 'domains')).toBe(0);
  await reload();
  const { watched } = await netvakt.logged('new delivery in force', 3);
  expect(watched).toBe(true);
  expect(await traffic(filter, 'http://free.test/', 20)).toBe(451); // the last one is the one too many
  await netvakt.logged('the block rate has jumped: rolling back');
  await netvakt.logged('reloaded', (reloads += 1));
  expect(await traffic(filter, 'http://free.test/', 1)).toBe(200);
  expect(await traffic(filter, 'http://blocked.test/', 1)).toBe(451);

  const metrics = await filter.admin('/metrics');
  expect(seriesOf(metrics, 'netvakt_list_rollbacks_total', { list: 'domains' })).toBe(1);
  expect(await run('list', 'update', 'domains')).toBe(1); // the same delivery again
  await reload();
  expect(await traffic(filter, 'http://free.test/', 1)).toBe(200);
  const { stdout } = await runCommand(['list', 'history', 'domains', ...config]);
  expect(stdout).toMatch(/"action":"rollback".*"by":"netvakt".*block rate \d+ times/u);
  expect(netvakt.stderr + stdout).not.toContain('free.test');
});
