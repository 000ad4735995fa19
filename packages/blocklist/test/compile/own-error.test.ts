/** A mistake of the compile process is distinguished from a lack of memory, and reveals no entry. */
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compileListFiles } from '../../src/compile/compiler.ts';
import { describeOwnError, isOutOfMemory } from '../../src/compile/own-error.ts';
import { temporaryFolder } from '../support/files.ts';
import { settingsFor } from '../support/parse.ts';
import { withNodeArguments } from '../support/preloaded.ts';

const inFolder = temporaryFolder();

test('an error is class, code and place, without its message', () => {
  const error = Object.assign(new TypeError('http://canary-entry.test/ is odd'), { code: 'ERR_ODD' });
  expect(describeOwnError(error)).toMatch(/^TypeError ERR_ODD at own-error\.test\.ts:\d+$/u);
  error.name = 'canary-entry.test';
  error.code = 'canary-entry.test';
  expect(describeOwnError(error)).not.toContain('canary');
  error.stack = 'TypeError: canary-entry.test\n  at canary-entry.test';
  expect(describeOwnError(error)).toBe('Error');
  expect(describeOwnError('canary-entry.test')).toBe('something that is no error');
});

test('arrays that cannot be had are a lack of memory', () => {
  const thrown = [2 ** 52, 2 ** 60].map((length) => {
    try {
      return new Uint8Array(length);
    } catch (error) {
      return isOutOfMemory(error);
    }
  });
  expect(thrown).toEqual([true, true]);
  expect(isOutOfMemory(new RangeError('List se was parsed as number 1'))).toBe(false);
});

/** Code that the compile process runs first, in place of what a mistake or the kernel would do. */
const ENDS = [
  {
    why: 'a mistake while it compiles',
    code: `import { Hash } from 'node:crypto'; Hash.prototype.update = () => { throw new TypeError('canary-entry.test'); };`,
    ends: { code: 'ERR_LIST_COMPILER_FAILED', found: /^TypeError at first\.mjs:1$/u },
  },
  {
    why: 'a mistake before',
    code: `throw new TypeError('canary-entry.test');`,
    ends: { code: 'ERR_LIST_COMPILER_FAILED', found: /^its process ended with code 1$/u },
  },
  {
    why: 'the kernel',
    code: `process.kill(process.pid, 'SIGKILL');`,
    ends: { code: 'ERR_LIST_COMPILER_DIED', found: /^its process ended with SIGKILL$/u },
  },
  {
    why: 'V8, as without heap',
    code: 'process.abort();',
    ends: { code: 'ERR_LIST_COMPILER_DIED', found: /^its process ended with SIGABRT$/u },
  },
  {
    why: 'an array that is not to be had',
    code: `import { Hash } from 'node:crypto'; Hash.prototype.update = () => new Uint8Array(2 ** 52);`,
    ends: { code: 'ERR_LIST_COMPILER_DIED', found: /^its process found no room for an array$/u },
  },
] as const;

test.each(ENDS)('the compile process is ended by $why', async ({ code, ends }) => {
  writeFileSync(inFolder('list'), 'http://canary-entry.test/a\n'.repeat(20));
  writeFileSync(inFolder('first.mjs'), code);
  const files = [{ path: inFolder('list'), settings: settingsFor({ id: 'se-urls' }) }];
  const request = { files, markets: ['se'], seed: Uint32Array.of(1, 2, 3, 4) };
  const outcome = await withNodeArguments([`--import=${inFolder('first.mjs')}`], () => compileListFiles(request));
  const [refused] = outcome.ok ? [] : outcome.refused;
  expect(refused?.refusal.code).toBe(ends.code);
  expect(refused?.refusal.found).toMatch(ends.found);
  expect(JSON.stringify(outcome)).not.toContain('canary');
});
