/** What compiles is another process, behind the traffic with all of its threads, and the first to go where memory ends. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();

/** Children of this process. */
function children(): readonly string[] {
  return readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'latin1').split(' '))
    .filter((pid) => pid !== '');
}

/** The nice value of each thread (proc(5), field 19 of stat). */
function niceOf(pid: string): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

/** The child that is not one of `before`, once its threads are there. */
async function newChild(before: readonly string[]): Promise<string> {
  for (;;) {
    const pid = children().find((child) => !before.includes(child));
    if (pid !== undefined && niceOf(pid).length > 2) return pid;
    await pause(5);
  }
}

test('all threads of the compile process are at nice 10, and none of this one has changed', async () => {
  writeFileSync(inFolder('many'), Array.from({ length: 200_000 }, (_, index) => `bad-${index}.test`).join('\n'));
  const [before, own] = [children(), new Set(niceOf('self'))];
  const compiling = compileListFiles({
    files: [{ path: inFolder('many'), settings: completeSettings({ id: 'many', markets: ['se'] }) }],
    markets: ['se'],
    seed: Uint32Array.of(1, 2, 3, 4),
  });
  const pid = await newChild(before);
  const [threads, adjusted] = [niceOf(pid), readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1')];
  expect(await compiling).toMatchObject({ ok: true });
  expect(new Set(threads)).toEqual(new Set([10]));
  expect(new Set(niceOf('self'))).toEqual(own);
  expect(Number(adjusted)).toBe(500);
});
