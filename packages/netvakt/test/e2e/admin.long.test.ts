import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { seriesOf } from '../support/metrics.ts';
import { folderWith } from '../support/process.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());
const TOKEN = 'a-token-of-many-characters';

async function start(admin: string): Promise<Running> {
  const port = await stage.web((_request, response) => response.end('ok'));
  return stage.filter(configText(port).replace('admin: { port: 0 }', `admin: { port: 0, ${admin} }`));
}

test('with a token file, metrics are for those who have the token, health is for all, and a reload takes a new one', async () => {
  const folder = await folderWith({ token: `${TOKEN}\n` });
  const filter = await start(`token_file: ${join(folder, 'token')}`);
  const status = async (path: string, token?: string): Promise<number> => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`http://127.0.0.1:${filter.adminPort}${path}`, { headers })).status;
  };
  expect([await status('/metrics'), await status('/metrics', 'another'), await status('/metrics', TOKEN)]).toEqual([
    401, 401, 200,
  ]);
  expect([await status('/-/healthy'), await status('/-/ready'), await status('/-/route')]).toEqual([200, 200, 200]);
  writeFileSync(join(folder, 'token'), `${TOKEN}-2`);
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('reloaded');
  expect([await status('/metrics', TOKEN), await status('/metrics', `${TOKEN}-2`)]).toEqual([401, 200]);
  expect(filter.netvakt.stderr).not.toContain(TOKEN);
});

test('with a certificate, metrics come by HTTPS', async () => {
  const folder = await folderWith({});
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=filter.test',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', request, { stdio: 'ignore' });
  const filter = await start(`tls: { certificate: ${cert}, key: ${key} }`);
  const body = await new Promise<string>((resolve, reject) => {
    const url = `https://127.0.0.1:${filter.adminPort}/metrics`;
    get(url, { rejectUnauthorized: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
  expect(body).toContain('netvakt_ready 1\n');
});

test('a drain file takes the node out of routing while it is there, and of nothing else', async () => {
  const folder = await folderWith({});
  const file = join(folder, 'drain');
  const filter = await start(`drain_file: ${file}`);
  const route = (): Promise<string> => filter.admin('/-/route');
  expect(await route()).toBe('{"route":true,"reasons":[]}\n');
  writeFileSync(file, '');
  await until('it is drained', async () => (await route()) === '{"route":false,"reasons":["drain-file"]}\n');
  expect(await filter.admin('/-/ready')).toBe('{"ready":true,"reasons":[]}\n');
  const text = await filter.admin('/metrics');
  expect(seriesOf(text, 'netvakt_route')).toBe(0);
  expect(seriesOf(text, 'netvakt_route_withheld', { reason: 'drain-file' })).toBe(1);
  expect(seriesOf(text, 'netvakt_descriptors_free_ratio')).toBeLessThan(1);
  rmSync(file);
  await until('it is back', async () => (await route()).includes('{"route":true'));
});

test.each([
  { why: 'a token that can be guessed', text: 'short', wanted: 'holds no token of 16 characters' },
  { why: 'no file', text: undefined, wanted: 'names a file that cannot be read' },
])('$why: the start fails and says what to do', async ({ text, wanted }) => {
  const folder = await folderWith(text === undefined ? {} : { token: text });
  await expect(start(`token_file: ${join(folder, 'token')}`)).rejects.toThrow(wanted);
});
