/** Clients that open connections and send nothing, or little, keep nobody out. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type AdminServer,
  type AdminSources,
  type LocalAdminServer,
  overviewOf,
  startAdmin,
  startLocalAdmin,
} from '@netvakt/metrics';
import { makeWorld } from '../support/world.ts';

const MANY = 100;
let sources: AdminSources;
let server: AdminServer;
let local: LocalAdminServer | undefined;
let path: string;
let crowd: Socket[] = [];

beforeEach(async () => {
  const world = makeWorld();
  sources = {
    metrics: world.metrics,
    health: () => world.status.health,
    reload: () => ({ pid: 7, phase: 'running', begun: 0, ended: 0, refused: [] }),
    totals: () => ({}),
    overview: () => overviewOf(world.sources, undefined, 1_795_692_000),
  };
  server = await startAdmin({ address: '127.0.0.1', port: 0, hosts: [] }, sources);
  path = join(await mkdtemp(join(tmpdir(), 'netvakt-admin-')), 'admin.sock');
});
afterEach(async () => {
  for (const socket of crowd) socket.destroy();
  crowd = [];
  await server.close();
  await local?.close();
  local = undefined;
});

/** Opens one more connection, says `words`, and reads nothing. */
function come(where: { port: number } | { path: string }, words: string, localAddress?: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ ...where, ...(localAddress === undefined ? {} : { localAddress }) });
    socket.on('error', () => undefined);
    socket.pause();
    socket.once('connect', () => {
      if (words === '') resolve();
      else socket.write(words, () => resolve());
    });
    crowd.push(socket);
  });
}

function statusOf(where: { port: number } | { socketPath: string }, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...where, host: '127.0.0.1', path: target, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asking.on('error', reject);
    asking.end();
  });
}

test.each([
  ['say nothing', ''],
  ['send a head and never end it', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-A: '],
  ['have asked, and keep the connection', 'GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['ask for much and read nothing', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3)],
])(`${MANY} connections that %s: who comes is served`, async (_, words) => {
  const { port } = server.address;
  for (let i = 0; i < MANY; i += 1) await come({ port }, words);
  for (const target of ['/-/route', '/metrics', '/-/healthy'])
    expect([200, 503]).toContain(await statusOf({ port }, target));
});

test('a scraper keeps its connection while another address crowds the port', async () => {
  const { port } = server.address;
  const scraper = connect({ port, localAddress: '127.0.0.9' });
  crowd.push(scraper);
  let [answers, closed] = [0, false];
  scraper.on('data', (bytes) => (answers += bytes.toString().split('HTTP/1.1 200').length - 1));
  scraper.on('close', () => (closed = true));
  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      scraper.once('data', () => resolve());
      scraper.write('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
  await ask();
  for (let i = 0; i < MANY; i += 1) await come({ port }, '', '127.0.0.2');
  await ask();
  expect([answers, closed]).toEqual([2, false]);
});

test('the socket for local tools: its own seats, its own mode, no Host and no token', async () => {
  local = await startLocalAdmin(path, sources);
  expect((await stat(path)).mode & 0o777).toBe(0o660);
  for (let i = 0; i < MANY; i += 1) {
    await come({ port: server.address.port }, 'GET /');
    await come({ path }, i % 2 === 0 ? '' : 'GET /');
  }
  expect(await statusOf({ socketPath: path }, '/metrics')).toBe(200);
  expect(await statusOf({ socketPath: path }, '/-/exemptions')).toBe(404);
});

test('a socket that somebody listens on is in use, one that was left behind is taken over', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(path, resolve));
  await expect(startLocalAdmin(path, sources)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((resolve) => other.close(resolve));
  spawnSync(process.execPath, [
    '-e',
    'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, 9))',
    path,
  ]);
  local = await startLocalAdmin(path, sources);
  expect(await statusOf({ socketPath: path }, '/-/healthy')).toBe(200);
});

test('a file that is no socket is left alone', async () => {
  await writeFile(path, 'precious');
  await expect(startLocalAdmin(path, sources)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await readFile(path, 'utf8')).toBe('precious');
});
