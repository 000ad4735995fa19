import { expect, test } from '@jest/globals';
import type { StaticCheck } from '../../check/checks.ts';
import { CHECKS } from '../../check/checks.ts';
import { type CheckOutcome, limited, runCheck, runChecks } from '../../check/run.ts';

const check = (name: string, after?: string): StaticCheck => ({
  name,
  stops: 'nothing',
  command: [name],
  ...(after === undefined ? {} : { after }),
});
const outcome = (name: string, passed = true): CheckOutcome => ({ name, passed, output: '', seconds: 0 });

/** Runs `checks` and returns what began and ended, in order. Each lasts until everything that can begin has begun. */
async function trace(checks: readonly StaticCheck[], most: number, failing = ''): Promise<string[]> {
  const events: string[] = [];
  await runChecks(checks, most, async ({ name }) => {
    events.push(`${name} begins`);
    await new Promise<void>((resolve) => setImmediate(resolve));
    events.push(`${name} ends`);
    return outcome(name, name !== failing);
  });
  return events;
}

test('as many checks run at a time as there are cores, in the order of the table', async () => {
  const events = await trace([check('a'), check('b'), check('c')], 2);
  expect(events.slice(0, 3)).toEqual(['a begins', 'b begins', 'a ends']);
  expect(events.indexOf('c begins')).toBeGreaterThan(events.indexOf('a ends'));
});

test.each([
  { why: 'passed', failing: '' },
  { why: 'failed', failing: 'a' },
])('a check starts after the one that it needs has $why', async ({ failing }) => {
  const events = await trace([check('a'), check('b', 'a'), check('c')], 3, failing);
  expect(events.indexOf('b begins')).toBeGreaterThan(events.indexOf('a ends'));
  expect(events.indexOf('c begins')).toBeLessThan(events.indexOf('a ends'));
});

test('a check does not wait for one that was not chosen', async () => {
  expect(await trace([check('b', 'a')], 1)).toEqual(['b begins', 'b ends']);
});

test('the outcomes have the order of the checks, whichever ends first', async () => {
  const outcomes = await runChecks([check('slow'), check('quick')], 2, async ({ name }) => {
    if (name === 'slow') await new Promise<void>((resolve) => setImmediate(resolve));
    return outcome(name);
  });
  expect(outcomes.map(({ name }) => name)).toEqual(['slow', 'quick']);
});

test('a task that throws gives its place to the next', async () => {
  const limit = limited(1);
  const first = limit(() => Promise.reject(new Error('planted')));
  const second = limit(() => Promise.resolve('done'));
  await expect(first).rejects.toThrow('planted');
  expect(await second).toBe('done');
});

test.each([
  { why: 'ends with 0', code: 'console.log("fine")', passed: true, output: 'fine\n' },
  { why: 'ends with 1', code: 'console.error("bad"); process.exitCode = 1', passed: false, output: 'bad\n' },
  { why: 'is killed', code: 'process.kill(process.pid, "SIGKILL")', passed: false, output: 'ended by SIGKILL\n' },
])('the outcome of a command that $why', async ({ code, passed, output }) => {
  const command: StaticCheck['command'] = [process.execPath, '-e', code];
  expect(await runCheck({ name: 'x', stops: '', command }, '.')).toMatchObject({ name: 'x', passed, output });
});

test('a program that does not exist is a failed check', async () => {
  const { passed, output } = await runCheck({ name: 'x', stops: '', command: ['netvakt-no-such-program'] }, '.');
  expect(passed).toBe(false);
  expect(output).toContain('netvakt-no-such-program');
});

test('the fast checks are the four that a change needs at once; every `after` names a check of the table', () => {
  expect(CHECKS.filter(({ fast }) => fast).map(({ name }) => name)).toEqual(['types', 'lint', 'boundaries', 'format']);
  const names = CHECKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(CHECKS.flatMap(({ after }) => after ?? [])));
});
