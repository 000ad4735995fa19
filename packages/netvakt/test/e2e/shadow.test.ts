/** A running filter with a list in shadow: what it covers passes byte for byte and is counted, until the list enforces. */

import { writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { Client } from '../support/client.ts';
import { seriesOf } from '../support/metrics.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: delivered.txt } }
    - { id: urls, source: { file: pages.txt }, shadow_minutes: 60 }
`;
const ANSWER = 'HTTP/1.1 200 OK\r\nX-Odd:  spaces \r\nContent-Length: 4\r\n\r\nfree';
const WHO = ['--by', 'A. Person', '--reason', 'trial'];

const ends: (() => unknown)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

/** An origin that notes what it got, byte for byte. */
async function listening(): Promise<{ readonly port: number; readonly got: () => string }> {
  let got = '';
  const server: Server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (text) => {
      got += String(text);
      if (got.endsWith('\r\n\r\n')) socket.write(ANSWER);
    });
  });
  ends.push(() => server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const taken = (): string => {
    const all = got;
    got = '';
    return all;
  };
  return { port: typeof address === 'object' && address !== null ? address.port : 0, got: taken };
}

/** The port of the first of the sockets that the log names. */
function portOf(sockets: unknown): number {
  const [first] = sockets as readonly string[];
  return Number(first?.slice(first.lastIndexOf(':') + 1));
}

test('in shadow, enforced, and a delivery in shadow over one that enforces', async () => {
  const origin = await listening();
  const folder = await folderWith(
    {
      'netvakt.yaml': configText(origin.port, INTAKE),
      'delivered.txt': 'blocked.test\n',
      'pages.txt': 'http://mixed.test/page\n',
    },
    'store',
  );
  const config = ['--config', join(folder, 'netvakt.yaml')];
  const run = async (...words: readonly string[]): Promise<void> => {
    expect(await runCommand([...words, ...config])).toMatchObject({ code: 0, stderr: '' });
  };
  expect((await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')])).code).toBe(0);
  await run('list', 'update');

  const netvakt = new Netvakt(['run', ...config]);
  ends.push(() => netvakt.kill());
  const { proxy, admin } = await netvakt.logged('listening');
  const status = async (url: string, from?: string): Promise<number> => {
    const client = await Client.connect(portOf(proxy), from);
    const answer = await client.get(url, 'X-Canary:  odd\tvalue \r\n');
    client.end();
    const whole = answer.head + answer.body;
    expect(answer.status === 200 ? whole : ANSWER).toBe(ANSWER);
    return answer.status;
  };
  const counted = async (list: string, market: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${portOf(admin)}/metrics`)).text();
    return seriesOf(text, 'netvakt_shadow_requests_total', { market, list });
  };
  let reloads = 0;
  const reloaded = async (): Promise<void> => {
    netvakt.signal('SIGHUP');
    await netvakt.logged('reloaded', (reloads += 1));
  };

  // A list enforces. Then it grows by the name of a free site, in shadow, and so does a delivery of the other.
  expect(await status('http://free.test/path?q')).toBe(200);
  const before = origin.got();
  await run('list', 'shadow', 'domains', ...WHO);
  await writeFile(join(folder, 'delivered.txt'), 'blocked.test\nfree.test\n');
  await writeFile(join(folder, 'pages.txt'), 'http://mixed.test/page\nhttp://mixed.test/late\n');
  await run('list', 'update');
  await reloaded();

  expect(await status('http://free.test/path?q')).toBe(200);
  expect(origin.got()).toBe(before); // byte for byte what came before the list knew the name
  expect(await status('http://mixed.test/late')).toBe(200);
  expect(await status('http://mixed.test/page')).toBe(451); // enforced by the delivery in force, counted for the next one
  expect(await status('http://free.test/path?q', '127.0.1.5')).toBe(200);
  expect(await counted('domains', 'se')).toBe(1);
  expect(await counted('domains', 'lt')).toBe(1);
  expect(await counted('urls', 'se')).toBe(2);

  await run('list', 'enforce', 'domains', ...WHO);
  await run('list', 'enforce', 'urls', ...WHO);
  await reloaded();
  expect(await status('http://free.test/path?q')).toBe(451);
  expect(await status('http://mixed.test/late')).toBe(451);
  expect(await counted('domains', 'se')).toBe(1);
  expect(await counted('urls', 'se')).toBe(2);
  expect((await runCommand(['list', 'enforce', 'urls', ...WHO, ...config])).code).toBe(1); // there is nothing to end
  const { stdout } = await runCommand(['list', 'history', ...config]);
  expect([...stdout.matchAll(/"action":"(\w+)"/gu)].map(([, action]) => action)).toEqual([
    'update',
    'update',
    'shadow',
    'update',
    'update',
    'enforce',
    'enforce',
  ]);
});
