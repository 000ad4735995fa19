import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

/** What must appear nowhere: parts of requests, of the lists, and the client's own address. */
const CANARIES = ['canary-host', 'canary-path', 'canary-query', 'canary-agent', 'canary-entry', '127.0.77.77'];
const CLIENT = '127.0.77.77';
const AGENT = 'User-Agent: canary-agent\r\n';
const ROUNDS = 500;
const LISTS = {
  'domains.txt': 'canary-entry.test\ncanary-host.test\n',
  'urls.txt': `${Array.from({ length: 20 }, (_, i) => `http://mixed.test/canary-entry/${i}\n`).join('')}canary-entry .test\n`,
};

const stage = new Stage();
afterEach(() => stage.close());

const found = (text: string): string[] => CANARIES.filter((canary) => text.includes(canary));

async function passed(filter: Running): Promise<void> {
  const client = await stage.client(filter, CLIENT);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { status } = await client.get(`http://free.test/canary-path/${round}?canary-query`, AGENT);
    expect(status).toBe(200);
  }
}

/** A block ends the connection, so each has its own. */
async function blocked(filter: Running): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const client = await stage.client(filter, CLIENT);
    const { status, head, body } = await client.get(`http://a${round}.canary-host.test/canary-path`, AGENT);
    expect([status, found(head + body)]).toEqual([451, []]);
    client.end();
  }
}

async function refused(filter: Running): Promise<void> {
  const client = await stage.client(filter, CLIENT);
  const { status, head, body } = await client.get('http://canary-host.test/', 'Host: canary-host.other.test\r\n');
  expect([status, found(head + body)]).toEqual([400, []]);
}

test('passed, blocked and refused requests and bad lists leave no trace of client, host, path or entry', async () => {
  const port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 2 }).end('ok'));
  const filter = await stage.filter(configText(port), LISTS);
  await Promise.all([passed(filter), blocked(filter), refused(filter)]);
  await filter.write('domains.txt', 'good.test\n<canary-entry>\n'.repeat(2000));
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('not reloaded, the old state stays');
  const paths = ['/metrics', '/', '/-/ready', '/-/route', '/canary-path'];
  const pages = await Promise.all(paths.map((path) => filter.admin(path)));
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);

  const [metrics = ''] = pages;
  const verdicts = { protocol: 'http' };
  expect(seriesOf(metrics, 'netvakt_verdicts_total', { ...verdicts, verdict: 'block' })).toBe(ROUNDS);
  expect(seriesOf(metrics, 'netvakt_verdicts_total', { ...verdicts, verdict: 'forward' })).toBe(ROUNDS);
  expect([filter.netvakt.stdout, filter.netvakt.stderr, ...pages].flatMap(found)).toEqual([]);
});

/** All that the process has written to disk in its folder, byte for byte. */
async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return Promise.all(
    names.filter((name) => name.startsWith('totals.db')).map((name) => readFile(join(folder, name), 'latin1')),
  );
}

test('R99: after 10,000 blocked requests no output of any kind holds a client address, host, path or user agent', async () => {
  const store = await folderWith({});
  const port = await stage.web((_request, response) => response.end('ok'));
  const config = configText(port).replace('statistics: {', `statistics: { store: ${join(store, 'totals.db')},`);
  const filter = await stage.filter(config, LISTS);
  const fields = `${AGENT}Upgrade-Insecure-Requests: 1\r\nAccept: text/html\r\n`;
  let left = 10_000;
  const pages = new Set<string>();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const one = await Client.connect(filter.proxyPort, CLIENT);
      const { head, body } = await one.get(`http://a${left}.canary-host.test/canary-path?canary-query`, fields);
      pages.add(head + body);
      one.end();
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  const paths = ['/metrics', '/', '/-/healthy', '/-/ready', '/-/route', '/canary-path'];
  const answers = await Promise.all(paths.map((path) => filter.admin(path)));
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);
  const files = await filesOf(store);

  expect(seriesOf(answers[0] ?? '', 'netvakt_market_blocked_requests_total', { market: 'se' })).toBe(10_000);
  expect(files.join('')).toContain('attempts');
  const outputs = [filter.netvakt.stdout, filter.netvakt.stderr, ...answers, ...files, ...pages];
  expect(outputs.flatMap(found)).toEqual([]);
});

test('R77: 2,000 random hosts add no series', async () => {
  const filter = await stage.filter(configText(await stage.web((_request, response) => response.end('ok'))), LISTS);
  const series = async (): Promise<string[]> =>
    (await filter.admin('/metrics'))
      .split('\n')
      .filter((line) => line.startsWith('netvakt_'))
      .map((line) => line.slice(0, line.lastIndexOf(' ')));
  const before = await series();
  // The counters themselves take a million, in packages/metrics.
  const asks = async (lane: number): Promise<void> => {
    for (let i = 0; i < 250; i += 1) {
      const one = await Client.connect(filter.proxyPort, CLIENT);
      await one.get(`http://r${lane}-${i}.canary-host.test/`);
      one.end();
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => asks(lane)));
  expect(await series()).toEqual(before);
});
