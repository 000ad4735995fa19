/** The command on a list and a log of the user's own: figures come out, nothing of the files does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netvakt-own-canary-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [list, queries] = ['list-canary.txt', 'queries-canary.log'].map((name) => join(folder, name)) as [string, string];
writeFileSync(list, 'bad-canary.example\nhttp://shop-canary.example/sale/\n');
writeFileSync(queries, 'www.bad-canary.example\nhttp://shop-canary.example/sale/1\nhttp://free-canary.example/a\n');

function bench(...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  // Without a folder for temporary files a run that wrote one would fail.
  const env = { ...process.env, TMPDIR: join(folder, 'none') };
  const files = ['--list', list, '--queries', queries];
  return spawnSync(
    process.execPath,
    ['--conditions=@netvakt/source', MAIN, 'matcher', '--quick', ...files, '--rounds', '2', ...words],
    { encoding: 'utf8', env },
  );
}

test('rows are by case and input; no name, path or address of the files is printed, and no file is written', () => {
  const { status, stdout, stderr } = bench('--json', '--only', 'netvakt,netvakt-buffer,set');
  expect(status).toBe(0);
  expect(`${stdout}${stderr}`).not.toContain('canary');
  const report = JSON.parse(stdout) as {
    readonly results: readonly { case: string; input: string; agrees: boolean }[];
  };
  expect(report).toMatchObject({ bench: 'matcher', own: true, counts: { hosts: 1, pages: 1, queries: 3 } });
  expect(report.results.map((row) => `${row.case} ${row.input} ${row.agrees}`)).toEqual(
    ['own-host-miss', 'own-host-hit', 'own-page-miss', 'own-page-hit'].flatMap((name) =>
      ['string', 'buffer', 'string'].map((input) => `${name} ${input} true`),
    ),
  );
});

test('the table has a column for the input, strings or bytes', () => {
  const { status, stdout, stderr } = bench('--only', 'netvakt,netvakt-buffer,own-host-miss');
  expect({ status, hasCanary: `${stdout}${stderr}`.includes('canary') }).toEqual({ status: 0, hasCanary: false });
  expect(stdout).toMatch(/^own-host-miss +netvakt +string /mu);
  expect(stdout).toMatch(/^own-host-miss +netvakt-buffer +bytes /mu);
});
