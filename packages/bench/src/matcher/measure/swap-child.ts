/**
 * Child process: a thread that never stops looking up, to which another thread publishes new snapshots. How long does
 * the event loop of the serving thread stop?
 *
 *   publisher   copy, validate ──────────── post ─ ... ─ post
 *   serving     ─ 32 lookups ─ 32 lookups ─ attach, replace ─ 32 lookups ─     the longest step around a swap counts
 */

import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { answerAll } from '../../common/child.ts';
import { median } from '../../common/statistics.ts';
import { compiledPath, readRequests, requestsPath } from '../corpus/files.ts';
import { importMatcher } from '../engines/netvakt-import.ts';
import { SWAP_ROLE } from '../protocol.ts';

const LOOKUPS_PER_TURN = 32;
/** Turns after a swap whose length is laid to it: the first lookups in a new snapshot find nothing in the caches. */
const TURNS_AFTER = 4;
/** Turns at the start that warm the code up. */
const WARM_TURNS = 20_000;

answerAll(SWAP_ROLE, async (task) => {
  // A commit from before attachSnapshot had only the whole check, in the serving thread too.
  const { openSnapshot, attachSnapshot = openSnapshot, Matcher } = await importMatcher(task.matcher);
  const saved = readFileSync(compiledPath(task.folder, task.list, task.compiled));
  const { count, offsets, bytes } = readRequests(requestsPath(task.folder, task.list, task.case));
  const hosts = Array.from({ length: count }, (_, at) =>
    bytes.toString('latin1', offsets[2 * at] ?? 0, offsets[2 * at + 1] ?? 0),
  );

  const worker = new Worker(new URL('swap-publisher.ts', import.meta.url), {
    workerData: { saved, matcher: task.matcher, swaps: task.swaps },
  });
  const stalls: number[] = [];
  let idle = 0;
  let around = 0;
  let matcher: InstanceType<typeof Matcher> | undefined;
  worker.on('message', (buffer: SharedArrayBuffer) => {
    matcher = new Matcher(attachSnapshot(buffer));
    stalls.push(0);
    around = TURNS_AFTER;
  });

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    let turn = 0;
    let last = performance.now();
    const serve = (): void => {
      for (let lookup = 0; lookup < LOOKUPS_PER_TURN; lookup += 1) {
        matcher?.matchHost(hosts[(turn * LOOKUPS_PER_TURN + lookup) % count] ?? '', 0);
      }
      turn += 1;
      const now = performance.now();
      const took = now - last;
      last = now;
      if (around > 0) {
        around -= 1;
        stalls.push(Math.max(stalls.pop() ?? 0, took));
        // The first swap is the start: nothing was served before it.
        if (around === 0 && stalls.length === task.swaps + 1) return resolve();
      } else if (turn > WARM_TURNS) idle = Math.max(idle, took);
      if (turn === WARM_TURNS) worker.postMessage('begin');
      setImmediate(serve);
    };
    worker.once('message', () => setImmediate(serve));
  });
  await worker.terminate();
  const swaps = stalls.slice(1);
  return { stallMillisMedian: median(swaps), stallMillisMax: Math.max(...swaps), idleMillisMax: idle };
});
