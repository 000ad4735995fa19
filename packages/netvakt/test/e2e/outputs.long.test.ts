import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText, LISTS, Stage } from '../support/stage.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const stage = new Stage();
let feeding: { readonly child: ChildProcess; readonly timer: NodeJS.Timeout } | undefined;

afterEach(async () => {
  clearInterval(feeding?.timer);
  feeding?.child.kill('SIGKILL');
  await stage.close();
});

test('a mistake of ours ends the process with 1, and its text stays inside', async () => {
  const folder = await folderWith({ 'netvakt.yaml': configText(1), ...LISTS });
  const preload = [new URL('../support/mistake.ts', import.meta.url)];
  const netvakt = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')], preload);
  await netvakt.logged('listening');
  netvakt.signal('SIGUSR2');
  expect(await netvakt.exited).toBe(1);
  expect(netvakt.log.at(-1)).toMatchObject({ level: 'fatal', error: 'RangeError', code: 'none' });
  expect(netvakt.stdout + netvakt.stderr).not.toMatch(/canary|127\.0\.77/);
});

test('SIGUSR1 opens no inspector', async () => {
  const filter = await stage.filter(configText(1));
  filter.netvakt.signal('SIGUSR1');
  filter.netvakt.signal('SIGHUP'); // comes after it
  await filter.netvakt.logged('reloaded');
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);
  expect(filter.netvakt.stderr).not.toMatch(/debugger|inspector/i);
});

test('nobody reads the log any more: it goes on filtering, reloads and drains', async () => {
  const port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
  const filter = await stage.filter(configText(port));
  const client = await stage.client(filter);
  filter.netvakt.stopReading();
  await filter.write('domains.txt', 'late.test\n');
  filter.netvakt.signal('SIGHUP');
  while ((await client.get('http://late.test/')).status === 200); // until the reload took effect
  filter.netvakt.signal('SIGTERM');
  expect(await filter.netvakt.exited).toBe(0);
});

test('check | head ends when head has enough, with 0', async () => {
  const child = spawn(process.execPath, ['--conditions=@netvakt/source', MAIN, 'check', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  stdin.on('error', () => undefined); // it stops reading, which is the point
  feeding = { child, timer: setInterval(() => stdin.write('http://blocked.test/\n'.repeat(2000)), 1) };
  const [first] = (await once(stdout, 'data')) as [Buffer];
  stdout.destroy();
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, first.toString().startsWith('{"input":"http://blocked.test/"')]).toEqual([0, true]);
});
