/** `proxy.tls_block` is changed while the filter runs: everything that shows attempts also shows that there were two endings. */
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());

const ENDING = /^netvakt_tls_block_ending\{ending="(?<ending>\w+)"\} 1$/gmu;

test('figures that were counted under two endings name both, in each output of the filter and from its store', async () => {
  const text = configText(9)
    .replace('statistics: {', 'statistics: { store: totals.db,')
    .replace('{ id: se }', '{ id: se, subscriptions: { filtered: 400000, total: 450000 } }');
  const folder = await folderWith({ 'netvakt.yaml': text, ...LISTS });
  const filter = await stage.filterIn(folder);
  const inForce = async (): Promise<unknown> =>
    Array.from((await filter.admin('/metrics')).matchAll(ENDING), ({ groups }) => groups?.['ending']);
  const document = async (): Promise<unknown> =>
    (JSON.parse(await filter.admin('/totals')) as { readonly counted: { readonly tls_block: unknown } }).counted
      .tls_block;
  const client = await stage.client(filter);
  expect((await client.get('http://blocked.test/')).status).toBe(451);
  expect([await inForce(), await document()]).toEqual([['alert'], ['alert']]);
  expect(await filter.admin('/metrics')).toContain('netvakt_market_subscriptions{market="se"} 400000\n');

  await filter.write('netvakt.yaml', text.replace('  workers: 2\n', '  workers: 2\n  tls_block: reset\n'));
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('reloaded');
  expect([await inForce(), await document()]).toEqual([['reset'], ['alert', 'reset']]);
  expect(await filter.admin('/-/overview')).toContain('Since the start there were two endings');

  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);
  const store = join(folder, 'totals.db');
  const { stdout } = await runCommand(['totals', '--store', store, '--json']);
  expect((JSON.parse(stdout) as { readonly tls_block: readonly object[] }).tls_block).toMatchObject([
    { ending: 'alert' },
    { ending: 'reset' },
  ]);
  expect((await runCommand(['totals', '--store', store])).stdout).toContain('ended in more than one way: by an alert');
});
