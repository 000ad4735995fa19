/** No command that holds entries opens an inspector: not by a signal, and not by a variable. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { listeningPorts, whenOthersWouldInspect } from '../../../blocklist/test/support/processes.ts';
import { revealing } from '../../src/base/secure.ts';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText } from '../support/stage.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const fileText = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const WORDS = ['--conditions=@netvakt/source', MAIN];
let updating: ChildProcess | undefined;
afterEach(() => {
  updating?.kill('SIGKILL');
});

/** A command that waits for its source, with what it has read of other lists in memory. */
async function waiting(flags: readonly string[]): Promise<number> {
  const folder = await folderWith({}, 'store');
  const source = `{ command: [sh, -c, "echo > ${folder}/asked; exec sleep 600"] }`;
  const intake = `intake: { folder: store, key: { file: store.secret }, lists: [{ id: domains, source: ${source}, max_seconds: 900 }] }\n`;
  const config = join(folder, 'netvakt.yaml');
  await writeFile(config, configText(9, intake));
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')]);
  const { PATH } = process.env;
  updating = spawn(process.execPath, [...flags, ...WORDS, 'list', 'update', '--config', config], {
    stdio: 'ignore',
    env: { PATH },
  });
  await until('the source to be asked', () => spawnSync('test', ['-e', join(folder, 'asked')]).status === 0);
  return updating.pid ?? 0;
}

test.each([
  { why: 'started as the package and a running filter start it', flags: ['--disable-sigusr1'] },
  { why: 'started by hand', flags: [] },
])('SIGUSR1 does nothing to a command on lists, $why', async ({ flags }) => {
  const pid = await waiting(['--inspect-port=0', ...flags]);
  process.kill(pid, 'SIGUSR1');
  await whenOthersWouldInspect();
  expect(listeningPorts(pid)).toEqual([]);
});

test('the processes that a running filter starts have the flag, and so do the package and the scripts', () => {
  expect(fileText('packages/netvakt/src/main.ts')).toMatch(/^#!.*--disable-sigusr1\n/u);
  const { scripts } = JSON.parse(fileText('package.json')) as { scripts: Record<string, string> };
  for (const name of ['start', 'netvakt']) expect(scripts[name]).toMatch(/^node --disable-sigusr1 /u);
});

test.each([
  { name: 'NODE_OPTIONS', value: '--inspect=127.0.0.1:0', message: '--inspect' },
  { name: 'NODE_OPTIONS', value: '--heapsnapshot-signal=SIGUSR2', message: '--heapsnapshot-signal' },
  { name: 'NODE_OPTIONS', value: '--report-on-signal', message: '--report-on-signal' },
  { name: 'NODE_DEBUG', value: 'net,http,tls', message: 'NODE_DEBUG' },
])('$name=$value is refused before anything is read', ({ name, value, message }) => {
  const env = { PATH: process.env['PATH'], [name]: value };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...WORDS, 'check', 'http://canary.test/'], {
    env,
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`Cannot start with ${message}: it would show the lists`);
});

test.each([
  { options: ['--inspect_brk=0'], environment: {}, found: ['--inspect_brk'] },
  { options: ['--inspect-wait'], environment: { NODE_DEBUG: '' }, found: ['--inspect-wait'] },
  { options: [], environment: { NODE_OPTIONS: '--no-warnings "--inspect=9229"' }, found: ['--inspect'] },
  { options: ['--report-uncaught-exception'], environment: {}, found: ['--report-uncaught-exception'] },
  {
    options: ['--inspect-port=0', '--conditions=x'],
    environment: { NODE_OPTIONS: '--max-old-space-size=1' },
    found: [],
  },
  { options: ['--disable-sigusr1'], environment: { NODE_EXTRA_CA_CERTS: 'x' }, found: [] },
])('of $options and $environment, $found would reveal', ({ options, environment, found }) => {
  expect(revealing(options, environment)).toEqual(found);
});
