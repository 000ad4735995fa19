/** The compile process holds every entry in plain text: nobody can look into it, by a signal or by a variable. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { temporaryFolder } from '../support/files.ts';
import { listeningPorts, whenOthersWouldInspect } from '../support/processes.ts';

const inFolder = temporaryFolder();
const HARNESS = fileURLToPath(new URL('../support/compile-held.ts', import.meta.url));

test.each([
  { why: 'SIGUSR1', environment: {} },
  { why: 'NODE_OPTIONS', environment: { NODE_OPTIONS: '--inspect=127.0.0.1:0' } },
])('$why opens no inspector in it', async ({ why, environment }) => {
  const [list, number, go] = [inFolder('few'), inFolder(`number ${why}`), inFolder(`go ${why}`)];
  writeFileSync(list, 'bad.test\n');
  const compiling = spawn(process.execPath, ['--conditions=@netvakt/source', HARNESS, list, number, go], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], ...environment },
  });
  try {
    await until('the compile process', () => existsSync(number) && readFileSync(number, 'latin1') !== '');
    const child = readFileSync(number, 'latin1');
    process.kill(Number(child), 'SIGUSR1');
    await whenOthersWouldInspect();
    expect(listeningPorts(child)).toEqual([]);
    writeFileSync(go, '');
    expect(await once(compiling, 'exit')).toEqual([0, null]);
  } finally {
    writeFileSync(go, ''); // its child waits for it, whatever has become of the test
    compiling.kill('SIGKILL');
  }
});
