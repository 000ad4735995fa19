import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { configSchema } from '@netvakt/netvakt';
import { runCommand } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';

async function fileOf(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'netvakt-file-')), 'netvakt.yaml');
  await writeFile(path, text);
  return path;
}

test('config schema prints the JSON Schema', async () => {
  const { stdout } = await runCommand(['config', 'schema']);
  expect(JSON.parse(stdout)).toEqual(configSchema());
});

test('config check is content with a valid file, and does not look for its lists', async () => {
  const file = await fileOf(LEAST);
  expect(await runCommand(['config', 'check', file])).toEqual({
    code: 0,
    stdout: `${file} is valid: 2 markets, 2 lists\n`,
    stderr: '',
  });
});

test('config check reports every problem, for people and for machines', async () => {
  const file = await fileOf(`${LEAST}admin: { port: 99999, prot: 1 }`);
  const reported = await runCommand(['config', 'check', file]);
  expect([reported.code, reported.stderr.split('\n').length]).toEqual([1, 5]);
  const { code, stdout } = await runCommand(['config', 'check', '--json', file]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    problems: [{ key: 'admin.port', line: 11 }, { key: 'admin.prot' }],
  });
});
