/** The administration port under a crowd that sends nothing or little: a node still withdraws its routes, and is still scraped. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { found, until, WAIT } from '@netvakt/testing';
import { type AdminReply, askAdmin, filterSockets } from '../../src/base/ask-admin.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

const WORDS = [
  '', // idle
  'GET /-/route HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', // a head that never ends
  'GET /-/route HTTP/1.1\r\nHost: localhost\r\n\r\n', // asked once, and stays
];
const CROWD = 150;

let stage: Stage;
let folder: string;
let filter: Running;
let socket: string;
const crowd: Socket[] = [];
const announcers: Netvakt[] = [];

beforeEach(async () => {
  stage = new Stage();
  folder = await folderWith({});
  socket = join(folder, 'admin.sock');
  const config = configText(9).replace('admin: {', `admin: { socket: ${socket}, drain_file: ${join(folder, 'drain')},`);
  for (const [name, text] of Object.entries({ 'netvakt.yaml': config, ...LISTS }))
    await writeFile(join(folder, name), text);
  filter = await stage.filterIn(folder);
});
afterEach(async () => {
  for (const one of crowd.splice(0)) one.destroy();
  await Promise.all(announcers.splice(0).map((one) => one.kill()));
  await stage.close();
});

/** Keeps so many connections open: one that is closed comes again at once, as an attacker's does. */
function press(where: { readonly port: number } | { readonly path: string }): void {
  for (let i = 0; i < CROWD; i += 1) come(where, WORDS[i % WORDS.length] ?? '');
}

function come(where: { readonly port: number } | { readonly path: string }, words: string): void {
  const one = connect({ ...where }, () => one.write(words));
  one.pause();
  one.on('error', () => undefined);
  one.once('close', () => {
    if (crowd.includes(one)) setTimeout(() => come(where, words), 20).unref();
  });
  crowd.push(one);
}

/** Starts `netvakt announce`, which only withdraws if the node asks for it; what it did is a line each in a file. */
function announce(name: string, node: string): Netvakt {
  const did = (what: string): string => `echo ${what} >> ${join(folder, name)}`;
  const words = ['--up', did('up'), '--down', did('down'), '--node', node, '--interval', '50', '--fall', '999999'];
  const one = new Netvakt(['announce', ...words]);
  announcers.push(one);
  return one;
}

/** Resolves with the reply of the node. If the crowd reconnects before the request is written, the node drops the request; it is sent again. */
function answered(base: string, path: string): Promise<AdminReply> {
  return found(`an answer to ${path}`, () => askAdmin(base, path, WAIT));
}

const steps = async (name: string): Promise<string> => {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim().split('\n').join(' ');
  } catch {
    return '';
  }
};

test('announce withdraws when the node drains, over the port and over the socket, and a scrape is answered', async () => {
  const port = `http://127.0.0.1:${filter.adminPort}`;
  announce('port', port);
  announce('socket', `unix:${socket}`);
  for (const name of ['port', 'socket'])
    await until(`${name} announces`, async () => (await steps(name)) === 'down up');
  press({ port: filter.adminPort });
  await until('the crowd has come', () => crowd.filter((one) => !one.connecting).length >= CROWD);
  for (const base of [port, `unix:${socket}`])
    expect((await answered(base, '/metrics')).body).toContain('netvakt_ready 1\n');
  await writeFile(join(folder, 'drain'), '');
  for (const name of ['port', 'socket'])
    await until(
      `${name} withdraws`,
      async () => (await steps(name)) === 'down up down',
      () => name,
    );
  // `announce` reports a step after its command has run: once at its start, once now.
  for (const one of announcers)
    await until('a report of the second withdrawal', () => one.stderr.split('"step":"withdraw"').length > 2);
  // The node reports that it drains; it is not just silent.
  expect(announcers.map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining('"step":"withdraw","reasons":["drain-file"]'),
    expect.stringContaining('"step":"withdraw","reasons":["drain-file"]'),
  ]);
});

test('a crowd on the socket itself, too', async () => {
  expect((await stat(socket)).mode & 0o777).toBe(0o660);
  press({ path: socket });
  await until('the crowd has come', () => crowd.filter((one) => !one.connecting).length >= CROWD);
  expect((await answered(`unix:${socket}`, '/-/route')).status).toBe(200);
  expect(filterSockets(folder)).toEqual([`unix:${socket}`]);
  expect(JSON.parse((await answered(`unix:${socket}`, '/-/exemptions')).body)).toEqual({
    readable: false,
    exemptions: {},
  });
});

test('a socket that another filter has is an error with a remedy', async () => {
  const second = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')]);
  announcers.push(second);
  expect(await second.exited).toBe(1);
  expect(second.stderr).toContain('(admin.socket): EADDRINUSE. Another filter listens there');
});
