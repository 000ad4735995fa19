import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import ClosingLine, { closingLine } from '../jest/closing-line.ts';

const REPORTER = fileURLToPath(new URL('../jest/closing-line.ts', import.meta.url));
const ROOT = process.cwd();
const END_BY = 'NETVAKT_TESTS_END_BY';

test.each([
  { why: 'all passed', failed: 0, skipped: 0, broken: 0, line: '3 passed, 0 failed\n' },
  {
    why: 'tests that were left out are told',
    failed: 0,
    skipped: 2,
    broken: 0,
    line: '3 passed, 0 failed, 2 skipped\n',
  },
  { why: 'a file that cannot be loaded is a failure', failed: 1, skipped: 0, broken: 1, line: '3 passed, 2 failed\n' },
])('the closing line: $why', ({ failed, skipped, broken, line }) => {
  const counts = { numPassedTests: 3, numFailedTests: failed, numPendingTests: skipped, numTodoTests: 0 };
  const testResults = Array.from({ length: broken }, () => ({ testExecError: new Error('unloadable') }));
  expect(closingLine({ ...counts, testResults })).toBe(line);
});

test('a run that is out of time names the files that had not finished, and each is a failure', () => {
  const before = process.env[END_BY];
  process.env[END_BY] = '0';
  try {
    const [ended, acts]: [string[], (() => void)[]] = [[], []];
    const after = (act: () => void): NodeJS.Timeout => {
      acts.push(act);
      return setTimeout(() => undefined, 0);
    };
    const line = new ClosingLine(undefined, { after, end: (words) => ended.push(words) });
    const [done, first, second] = ['done', 'first', 'second'].map((name) => ({ path: join(ROOT, `${name}.test.ts`) }));
    const result = { numPassedTests: 4, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
    line.onRunStart();
    for (const file of [done, first, second]) line.onTestFileStart(file as { path: string });
    line.onTestFileResult(done as { path: string }, undefined, result);
    for (const act of acts) act();
    expect(ended).toEqual([
      '\nOut of time; these files had not finished:\n  first.test.ts\n  second.test.ts\n4 passed, 3 failed\n',
    ]);
  } finally {
    if (before === undefined) delete process.env[END_BY];
    else process.env[END_BY] = before;
  }
});

test('a real run that is out of time ends, with its line last', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-out-of-time-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}');
    await writeFile(join(folder, 'a.test.js'), `test('hangs', () => new Promise(() => undefined));`);
    const config = { rootDir: folder, cacheDirectory: folder, transform: {}, reporters: [REPORTER], testTimeout: 1e8 };
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    const run = spawn(process.execPath, [jest, '--config', JSON.stringify(config)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, [END_BY]: '0' },
    });
    let output = '';
    run.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    expect(await once(run, 'close')).toEqual([1, null]);
    expect(output).toMatch(/Out of time; these files had not finished:\n(?: {2}.*\n)?0 passed, 1 failed\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
