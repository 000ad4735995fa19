import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { demonstration } from '../support/demonstration.ts';
import { Netvakt } from '../support/process.ts';

let netvakt: Netvakt | undefined;
afterEach(() => netvakt?.kill());

interface Line {
  readonly day: string;
  readonly market: string;
  readonly list: string | null;
  readonly requests: number | null;
}

function today(timeZone: string): string {
  return new Date().toLocaleString('sv-SE', { timeZone }).slice(0, 10);
}

test('the demonstration keeps its totals: each market by its own day, those without a block with 0', async () => {
  const { file, proxy } = await demonstration();
  netvakt = new Netvakt(['run', '--demo', '--config', file]);
  await netvakt.logged('listening');
  const before = today('Asia/Almaty');
  const words = ['-s', '-x', `http://127.0.0.1:${proxy}`, '--interface', '127.0.7.1', 'http://harbour.test/'];
  await promisify(execFile)('curl', words);
  const after = today('Asia/Almaty');
  netvakt.signal('SIGTERM');
  expect(await netvakt.exited).toBe(0);
  const { stdout, code } = await runCommand(['totals', '--config', file, '--json', '--no-lists']);
  const { totals, time_zones: zones } = JSON.parse(stdout) as {
    totals: readonly Line[];
    time_zones: Record<string, string>;
  };
  const blocked = totals.filter(({ requests }) => requests === 1);
  expect(blocked.map(({ market }) => market)).toEqual(['kz']);
  expect([before, after]).toContain(blocked[0]?.day);
  expect([code, zones['kz'], zones['se']]).toEqual([0, 'Asia/Almaty', 'Europe/Stockholm']);
  expect(totals.filter(({ market, requests }) => market === 'se' && requests === 0)).not.toEqual([]);
});
