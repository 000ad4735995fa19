/** What compiles is another process, behind the traffic with all of its threads, and the first to go when memory runs out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { temporaryFolder } from '../support/files.ts';
import { heldUntil, withNodeArguments } from '../support/preloaded.ts';
import { children, coresOf, newChild, niceOf } from '../support/processes.ts';

const inFolder = temporaryFolder();

test('all threads of the compile process are at nice 10 and on one core, and none of this one has changed', async () => {
  writeFileSync(inFolder('few'), 'bad.test\n');
  const [before, own] = [children(), new Set(niceOf('self'))];
  const compiling = withNodeArguments([heldUntil(inFolder('go'))], () =>
    compileListFiles({
      files: [{ path: inFolder('few'), settings: completeSettings({ id: 'few', markets: ['se'] }) }],
      markets: ['se'],
      seed: Uint32Array.of(1, 2, 3, 4),
    }),
  );
  const pid = await newChild(before);
  const [threads, adjusted] = [niceOf(pid), readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1')];
  const [cores, ownCores] = [coresOf(pid), coresOf('self')];
  writeFileSync(inFolder('go'), '');
  expect(await compiling).toMatchObject({ ok: true });
  expect(new Set(threads)).toEqual(new Set([10]));
  expect(new Set(niceOf('self'))).toEqual(own);
  expect(Number(adjusted)).toBe(1000);
  expect(cores).toBe(/\d+$/u.exec(ownCores)?.[0]); // the last of them, and that alone
});
