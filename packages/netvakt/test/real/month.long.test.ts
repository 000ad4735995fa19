import { spawnSync } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';

const RULES = fileURLToPath(new URL('../../../../deploy/prometheus/rules', import.meta.url));

/** Makes a month for `rules` and returns what promtool wrote of it. */
async function promtool(rules: string, ...words: readonly string[]): Promise<string> {
  const file = join(await folderWith({}), 'month.test.yml');
  const { code, stderr } = await runCommand(['demo', 'month', '--rules', rules, '--promtool', file, ...words]);
  expect([code, stderr]).toEqual([0, '']);
  const tested = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return tested.stdout + tested.stderr;
}

testWith(
  ['promtool'],
  'a month with nights, holidays and a bot raises no false alarm; every incident raises its own, and is over',
  async () => {
    expect(await promtool(RULES, '--until', '2026-02-01')).toMatch(/^Unit Testing: .*\n {2}SUCCESS\n\n$/);
  },
);

testWith(['promtool'], 'an alert that does not fire, and one that fires for nothing, are found', async () => {
  const folder = await folderWith({
    'false.yml': 'groups:\n  - name: false\n    rules: [{ alert: NetvaktFalse, expr: netvakt_ready == 1 }]\n',
  });
  const process = await readFile(join(RULES, 'process.yml'), 'utf8');
  await copyFile(join(RULES, 'recording.yml'), join(folder, 'recording.yml'));
  expect(process).toContain('- alert: NetvaktDown\n');
  const output = await promtool(folder, '--until', '2026-02-01', '--days', '7');
  expect(output).toContain('exp: {alertname="NetvaktDown", instance="filter-2:9464"} 1E+00');
  expect(output).toContain('got: {alertname="NetvaktFalse"');
});
