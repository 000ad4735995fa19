/** The page docs/divergences.md, `netvakt check` and the filter agree on a spelling: one table drives all three. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

/** `row`: the row of the page. `url`: as `check` takes it, and, in UTF-8, as the target on the wire. */
const SPELLINGS = [
  { row: 'userinfo', url: 'http://u:p@mixed.test/blocked/x', want: 'block' },
  { row: 'userinfo', url: 'http://u:p@mixed.test/free', want: 'forward' },
  { row: 'userinfo', url: 'http://mixed.test@blocked.test/', want: 'block' },
  { row: 'fragment', url: 'http://mixed.test/blocked/x#y', want: 'block' },
  { row: 'fragment', url: 'http://mixed.test/free#/../blocked/', want: 'forward' },
  { row: 'empty-port', url: 'http://mixed.test:/blocked/x', want: 'block' },
  { row: 'empty-port', url: 'http://free.test:/', want: 'forward' },
  { row: 'raw-bytes', url: 'http://mixed.test/blocked/å', want: 'block' },
  { row: 'raw-bytes', url: 'http://mixed.test/free?q=å', want: 'forward' },
  { row: 'code-units', url: 'http://mixed.test/%u0062locked/x', want: 'block' },
  { row: 'trailing-dots', url: 'http://mixed.test/blocked./x', want: 'block' },
  { row: 'trailing-dots', url: 'http://mixed.test/page.%20.', want: 'block' },
  { row: 'trailing-dot', url: 'http://blocked.test./', want: 'block' },
  { row: 'empty-query', url: 'http://mixed.test/page?', want: 'block' },
  { row: 'escapes', url: 'http://mixed.test/%62locked/x', want: 'block' },
  { row: 'bad-escapes', url: 'http://mixed.test/%zz', want: 'forward' },
  { row: 'ports', url: 'http://mixed.test:80/blocked/x', want: 'block' },
  { row: 'empty-labels', url: 'http://mixed..test/', want: 'refuse' },
  { row: 'ipv6-zone', url: 'http://[::%31]/', want: 'refuse' },
] as const;

const stage = new Stage();
/** Lenient as nginx is: Node's server answers raw bytes in a target with 400. */
const origin = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfree'));
});
let filter: Running;
let folder: string;

beforeAll(async () => {
  await once(origin.listen(0, '127.0.0.1'), 'listening');
  folder = await folderWith({ 'netvakt.yaml': configText((origin.address() as AddressInfo).port), ...LISTS });
  filter = await stage.filterIn(folder);
});
afterAll(async () => {
  await stage.close();
  origin.close();
});

/** What the explicit proxy makes of a request whose target and Host are these. */
async function filterVerdict(url: string): Promise<string> {
  const host = /^http:\/\/(?:[^@/]*@)?([^/#]*)/u.exec(url)?.[1] ?? '';
  const socket = connect(filter.proxyPort, '127.0.0.1');
  socket.end(Buffer.from(`GET ${url} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
  let answer = '';
  for await (const bytes of socket) answer += (bytes as Buffer).toString('latin1');
  const status = answer.slice(9, 12);
  return { 200: 'forward', 451: 'block', 400: 'refuse' }[status] ?? status;
}

test.each(SPELLINGS)('$row: $url: $want', async ({ url, want }) => {
  const { stdout } = await runCommand(['check', '--config', join(folder, 'netvakt.yaml'), url]);
  const { verdict } = JSON.parse(stdout) as { readonly verdict: string };
  expect({ check: verdict, filter: await filterVerdict(url) }).toEqual({ check: want, filter: want });
});

test('each row is on the page', async () => {
  const page = await readFile(new URL('../../../../docs/divergences.md', import.meta.url), 'utf8');
  expect(SPELLINGS.map(({ row }) => row).filter((row) => !page.includes(`| \`${row}\` |`))).toEqual([]);
});
