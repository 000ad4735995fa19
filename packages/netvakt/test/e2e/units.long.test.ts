import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { seriesOf } from '../support/metrics.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const NAVIGATION = 'Upgrade-Insecure-Requests: 1\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n';
const IMAGE = 'Accept: image/avif,image/webp,*/*;q=0.8\r\n';

const stage = new Stage();
afterEach(() => stage.close());

const start = async (): Promise<Running> =>
  stage.filter(configText(await stage.web((_request, response) => response.end('ok'))));

/** Each blocked request has a connection of its own, so the kernel spreads them over both workers. */
async function get(filter: Running, url: string, fields: string, from?: string): Promise<void> {
  const client = await stage.client(filter, from);
  const { status } = await client.get(url, fields);
  expect(status).toBe(451);
  client.end();
}

async function connectTo(filter: Running, authority: string): Promise<string> {
  const socket = connect(filter.proxyPort, '127.0.0.1');
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes.toString('latin1');
}

async function unitsOf(filter: Running): Promise<readonly number[]> {
  const text = await filter.admin('/metrics');
  return ['requests', 'attempts', 'pages'].map((unit) =>
    seriesOf(text, `netvakt_market_blocked_${unit}_total`, { market: 'se' }),
  );
}

test('R70: one navigation and 30 subresources over two workers are 31 requests, 1 attempt, 1 page', async () => {
  const filter = await start();
  await get(filter, 'http://blocked.test/', NAVIGATION);
  await Promise.all(Array.from({ length: 30 }, (_, i) => get(filter, `http://cdn.blocked.test/${i}.png`, IMAGE)));
  expect(await unitsOf(filter)).toEqual([31, 1, 1]);
  const text = await filter.admin('/metrics');
  const list = { market: 'se', list: 'domains' };
  expect(seriesOf(text, 'netvakt_blocked_attempts_total', list)).toBe(1);
  expect(seriesOf(text, 'netvakt_blocked_pages_total', list)).toBe(1);
  expect(seriesOf(text, 'netvakt_blocked_attempts_one_second_total', list)).toBeLessThanOrEqual(2 + 30);
  expect(seriesOf(text, 'netvakt_blocked_attempts_bounded_total', list)).toBe(1);
  expect(seriesOf(text, 'netvakt_block_answers_total', { answer: 'page' })).toBe(1);
  expect(seriesOf(text, 'netvakt_block_answers_total', { answer: 'part' })).toBe(30);
});

test('R71: a refused CONNECT and the fallback to HTTP are 1 page, whatever path the item covers', async () => {
  const filter = await start();
  expect(await connectTo(filter, 'blocked.test:443')).toMatch(/^HTTP\/1\.1 451 /);
  expect(await unitsOf(filter)).toEqual([1, 1, 0]);
  await get(filter, 'http://blocked.test/some/where', NAVIGATION);
  expect(await unitsOf(filter)).toEqual([2, 1, 1]);
});

test('R74: a prefetch is a request; a favicon is an attempt and no page', async () => {
  const filter = await start();
  await get(filter, 'http://blocked.test/', `${NAVIGATION}Sec-Purpose: prefetch\r\n`);
  expect(await unitsOf(filter)).toEqual([1, 0, 0]);
  await get(filter, 'http://blocked.test/favicon.ico', IMAGE);
  expect(await unitsOf(filter)).toEqual([2, 1, 0]);
});

test('R75: two clients are two pages, each in its market', async () => {
  const filter = await start();
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.1.1'])
    await get(filter, 'http://blocked.test/', NAVIGATION, from);
  expect(await unitsOf(filter)).toEqual([2, 2, 2]);
  const text = await filter.admin('/metrics');
  expect(seriesOf(text, 'netvakt_market_blocked_pages_total', { market: 'lt' })).toBe(1);
});

test('a blocked handshake inside a tunnel counts with the host that it names', async () => {
  const port = await stage.web((_request, response) => response.end('ok'));
  const filter = await stage.filter(
    configText(port).replace(
      '- { name: free.test,',
      `- { name: free.test, port: 443, to: "127.0.0.1:${port}" }\n    - { name: free.test,`,
    ),
  );
  const socket = connect(filter.proxyPort, '127.0.0.1');
  socket.write('CONNECT free.test:443 HTTP/1.1\r\nHost: free.test:443\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
  const tls = tlsConnect({ socket, servername: 'www.blocked.test' });
  const [error] = (await once(tls, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toMatch(/ACCESS_DENIED/);
  expect(await unitsOf(filter)).toEqual([1, 1, 0]);
  expect(seriesOf(await filter.admin('/metrics'), 'netvakt_block_answers_total', { answer: 'alert' })).toBe(1);
  await get(filter, 'http://www.blocked.test/', NAVIGATION);
  expect(await unitsOf(filter)).toEqual([2, 1, 1]);
});
