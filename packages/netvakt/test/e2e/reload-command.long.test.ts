/** `netvakt reload`, as `systemctl reload` runs it: the exit code shows whether the file is in effect. */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { found } from '@netvakt/testing';
import { type Ran, runCommand } from '../support/captured.ts';
import { freePorts } from '../support/ports.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const running: Netvakt[] = [];
afterEach(() => Promise.all(running.splice(0).map((netvakt) => netvakt.kill())));

function started(config: string): Netvakt {
  const netvakt = new Netvakt(['run', '--config', config]);
  running.push(netvakt);
  return netvakt;
}

/** A configuration with an administration port that a command can find. */
async function configured(admin = ''): Promise<{ folder: string; config: string; text: string }> {
  const [port = 0] = await freePorts(1);
  const text = configText(9).replace('admin: { port: 0 }', `admin: { port: ${port}${admin} }`);
  const folder = await folderWith({ 'netvakt.yaml': text, ...LISTS });
  return { folder, config: join(folder, 'netvakt.yaml'), text };
}

const reload = (config: string, ...more: readonly string[]): Promise<Ran> =>
  runCommand(['reload', '--config', config, ...more]);

test('taken, refused for a list, for the configuration, for what takes a restart; and nobody runs', async () => {
  const { folder, config, text } = await configured();
  expect(await reload(config)).toMatchObject({ code: 1, stdout: '' });
  const netvakt = started(config);
  await netvakt.logged('listening');
  expect(await reload(config)).toMatchObject({ code: 0, stderr: '' });

  await writeFile(join(folder, 'domains.txt'), '<html>');
  const refused = await reload(config);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('what was in force stays: ERR_LIST_HTML_PAGE');
  expect(JSON.parse((await reload(config, '--json')).stdout)).toEqual({
    reloaded: false,
    refused: ['ERR_LIST_HTML_PAGE'],
  });
  await writeFile(join(folder, 'domains.txt'), LISTS['domains.txt']);

  // A mistake is shown with its line, and the filter is not even asked.
  const reloads = netvakt.log.filter(({ message }) => message === 'reloading').length;
  await writeFile(config, `${text}unknown: 1\n`);
  const mistaken = await reload(config);
  expect(mistaken).toMatchObject({ code: 1, stdout: '' });
  expect(mistaken.stderr).toMatch(/netvakt\.yaml:\d+:1: unknown is no known key/u);
  expect(netvakt.log.filter(({ message }) => message === 'reloading')).toHaveLength(reloads);

  await writeFile(config, text.replace('workers: 2', 'workers: 1'));
  expect(await reload(config)).toMatchObject({ code: 1, stderr: expect.stringContaining('ERR_CONFIG') as unknown });
  await writeFile(config, text);
  expect(JSON.parse((await reload(config, '--json')).stdout)).toEqual({ reloaded: true, refused: [] });
  netvakt.signal('SIGTERM');
  expect(await netvakt.exited).toBe(0);
});

test('asked while the filter starts, it waits for that and for the reload', async () => {
  const { config } = await configured();
  const netvakt = started(config);
  await netvakt.logged('starting');
  const answered = await found('an answer of the filter', async () => {
    const ran = await reload(config);
    return ran.code === 0 ? ran : undefined;
  });
  expect(answered.stdout).toContain('in force');
  expect(netvakt.log.map(({ message }) => message)).toContain('reloaded');
});

test('over TLS, with the certificate that the configuration names', async () => {
  const { folder, config } = await configured(', tls: { certificate: cert.pem, key: key.pem }');
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const out = ['-subj', '/CN=filter.test', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  expect(spawnSync('openssl', [...words, ...out]).status).toBe(0);
  await started(config).logged('listening');
  expect(await reload(config)).toMatchObject({ code: 0, stderr: '' });
});

test('something else on the administration port, or an older filter: said, and nobody gets a signal', async () => {
  const { config, text } = await configured();
  const server = createServer((_request, response) => response.end('{"pid":"1"}'));
  server.listen(Number(/admin: \{ port: (\d+)/u.exec(text)?.[1]), '127.0.0.1');
  await once(server, 'listening');
  expect(await reload(config)).toMatchObject({ code: 1, stderr: expect.stringContaining('no filter') as unknown });
  server.closeAllConnections();
  server.close();
});

test('a filter that has ended', async () => {
  const { config } = await configured();
  const netvakt = started(config);
  await netvakt.logged('listening');
  netvakt.signal('SIGTERM');
  await netvakt.exited;
  expect(await reload(config)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing answers') as unknown,
  });
});

/** True if the process handles signal `number` itself (proc(5), SigCgt). */
async function catches(pid: number, number: number): Promise<boolean> {
  const caught = /^SigCgt:\s+([\da-f]+)$/mu.exec(await readFile(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0';
  return ((BigInt(`0x${caught}`) >> BigInt(number - 1)) & 1n) === 1n;
}

test('SIGHUP before the configuration is read once ended the process; now it starts, and reloads then', async () => {
  const { config: real } = await configured();
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-early-'));
  const config = join(folder, 'netvakt.yaml');
  expect(spawnSync('mkfifo', [config]).status).toBe(0); // it waits there
  const text = (await readFile(real, 'utf8')).replaceAll('.txt', '.list');
  for (const [name, lines] of Object.entries(LISTS))
    await writeFile(join(folder, name.replace('.txt', '.list')), lines);
  const netvakt = started(config);
  await found('a handler of SIGHUP', async () => ((await catches(netvakt.pid ?? 0, 1)) ? true : undefined));
  netvakt.signal('SIGHUP');
  await writeFile(config, text);
  await netvakt.logged('listening');
  await netvakt.logged('reloading');
  await writeFile(config, text);
  await netvakt.logged('reloaded');
});

test('pidof and pgrep find the filter by its name, and ps shows what it was started with', async () => {
  const { config } = await configured();
  const netvakt = started(config);
  await netvakt.logged('listening');
  expect(await readFile(`/proc/${netvakt.pid}/comm`, 'latin1')).toBe('netvakt\n');
  const shown = spawnSync('ps', ['-o', 'args=', '-p', `${netvakt.pid}`], { encoding: 'utf8' }).stdout;
  expect(shown).toBe(`netvakt run --config ${config}\n`);
  for (const words of [
    ['pidof', 'netvakt'],
    ['pgrep', '-x', 'netvakt'],
  ] as const) {
    const [program, ...rest] = words;
    expect(spawnSync(program, rest, { encoding: 'utf8' }).stdout.split(/\s+/u)).toContain(`${netvakt.pid}`);
  }
});
