import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import type { Client } from '../support/client.ts';
import { fallen, seriesOf } from '../support/metrics.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const OLD_STATE = 'not reloaded, the old state stays';
const stage = new Stage();
let port: number;
let filter: Running;
let client: Client;

beforeEach(async () => {
  port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
  filter = await stage.filter(configText(port));
  client = await stage.client(filter);
});

afterEach(() => stage.close());

async function reload(outcome: string): Promise<void> {
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged(outcome);
}

test('an added entry blocks and a removed one passes, on a connection that lives on', async () => {
  expect((await client.get('http://late.test/')).status).toBe(200);
  expect((await client.get('http://mixed.test/page2')).status).toBe(200);
  await filter.write('domains.txt', 'late.test\n');
  await reload('reloaded');
  const removed = await stage.client(filter);
  expect((await client.get('http://late.test/')).status).toBe(451);
  expect((await removed.get('http://blocked.test/')).status).not.toBe(451);
});

test.each<{ why: string; file: string; text: string; reason: string; reported: RegExp }>([
  {
    why: 'an HTML page in place of a list',
    file: 'domains.txt',
    text: '<!doctype html>\n<html><body>Please log in</body></html>\n',
    reason: 'html-page',
    reported: /^List domains: .*ERR_LIST_HTML_PAGE/,
  },
  { why: 'an empty list', file: 'urls.txt', text: '', reason: 'empty', reported: /^List urls: .*ERR_LIST_EMPTY/ },
  {
    why: 'a list of zeros',
    file: 'urls.txt',
    text: '\0'.repeat(5000),
    reason: 'binary',
    reported: /^List urls: .*ERR_LIST_BINARY/,
  },
])('$why: everything stays, the log and the figures say why', async ({ file, text, reason, reported }) => {
  expect((await client.get('http://free.test/')).status).toBe(200);
  const before = await filter.admin('/metrics');
  await filter.write(file, text);
  await reload(OLD_STATE);
  const after = await filter.admin('/metrics');

  expect((await filter.netvakt.logged(OLD_STATE))['reason']).toMatch(reported);
  expect(seriesOf(after, 'netvakt_list_refusals_total', { reason })).toBe(1);
  expect(seriesOf(after, 'netvakt_config_reload_failures_total')).toBe(1);
  expect(fallen(before, after)).toEqual([]);
  for (const family of [
    'netvakt_list_last_success_timestamp_seconds',
    'netvakt_config_last_success_timestamp_seconds',
  ]) {
    const labels = family.includes('list') ? { list: 'urls' } : {};
    expect(seriesOf(after, family, labels)).toBe(seriesOf(before, family, labels));
  }
  expect((await client.get('http://free.test/')).status).toBe(200);
  expect((await client.get('http://mixed.test/blocked/x')).status).toBe(451);
});

test('a configuration with a mistake keeps the old one, and names line and key', async () => {
  const lines = configText(port).split('\n').length;
  await filter.write('netvakt.yaml', configText(port, 'shutdown_grace_secnds: 5\n'));
  await reload(OLD_STATE);
  const { reason } = await filter.netvakt.logged(OLD_STATE);
  expect(reason).toContain(`netvakt.yaml:${lines}:1: shutdown_grace_secnds is no known key\n`);
  expect(reason).toMatch(/\n +Did you mean "shutdown_grace_seconds"\?/);
  expect((await client.get('http://free.test/')).status).toBe(200);
});

test('what takes a restart is refused by a reload, whole', async () => {
  const changed = configText(port)
    .replace('workers: 2', 'workers: 3')
    .replace('id: urls, file: urls.txt', 'id: urls, file: domains.txt');
  await filter.write('netvakt.yaml', changed);
  await reload(OLD_STATE);
  expect((await filter.netvakt.logged(OLD_STATE))['reason']).toMatch(/proxy\.workers differs/);
  expect((await client.get('http://mixed.test/page')).status).toBe(451);
});

test('ten reloads at once disturb nothing, and no counter falls', async () => {
  const before = await filter.admin('/metrics');
  for (let i = 0; i < 10; i += 1) filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('reloaded');
  expect((await client.get('http://free.test/')).status).toBe(200);
  expect((await client.get('http://mixed.test/blocked/x')).status).toBe(451);
  expect(fallen(before, await filter.admin('/metrics'))).toEqual([]);
});

/** On a connection of its own: the proxy closes it after an answer without an origin. */
const statusOf = async (url: string): Promise<number> => (await (await stage.client(filter)).get(url)).status;
const manyNames = (count: number): string => Array.from({ length: count }, (_, i) => `n${i}.test\n`).join('');
const bounded = (bounds: string): string =>
  configText(port).replace('file: domains.txt', `file: domains.txt, ${bounds}`);

test.each([
  { why: 'has lost a quarter of its rules', count: 300, bound: 'max_shrink: 0.5', changed: 'n399', blocked: false },
  { why: 'has gained a quarter', count: 500, bound: 'max_growth: 0.5', changed: 'n499', blocked: true },
])('a plain list that $why is refused until its bounds allow it', async ({ count, bound, changed, blocked }) => {
  await filter.write('netvakt.yaml', bounded('max_growth: 1000'));
  await filter.write('domains.txt', manyNames(400));
  await reload('reloaded');
  await filter.write('netvakt.yaml', configText(port));
  await filter.write('domains.txt', manyNames(count));
  await reload(OLD_STATE);
  expect((await filter.netvakt.logged(OLD_STATE))['reason']).toMatch(
    new RegExp(`^List domains: .*400 rules before, ${count} now.*ERR_LIST_CHANGED_TOO_MUCH`, 'su'),
  );
  const isBlocked = async (): Promise<boolean> => (await statusOf(`http://${changed}.test/`)) === 451;
  expect(await isBlocked()).toBe(!blocked);
  expect(seriesOf(await filter.admin('/metrics'), 'netvakt_list_refusals_total', { reason: 'changed-too-much' })).toBe(
    1,
  );
  await filter.write('netvakt.yaml', bounded(bound));
  filter.netvakt.signal('SIGHUP');
  await until('the change is in force', async () => (await isBlocked()) === blocked);
});

test('a plain list at another path is another list: nothing is compared', async () => {
  await filter.write('others.txt', manyNames(400));
  await filter.write('netvakt.yaml', configText(port).replace('file: domains.txt', 'file: others.txt'));
  await reload('reloaded');
  expect(await statusOf('http://n399.test/')).toBe(451);
});
