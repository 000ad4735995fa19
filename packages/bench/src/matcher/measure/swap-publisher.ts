/** Worker thread: gives the serving thread a first snapshot at once, and others, validated here, on command. */

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { importMatcher } from '../engines/netvakt-import.ts';

interface Publication {
  readonly saved: Uint8Array;
  readonly matcher: string | undefined;
  readonly swaps: number;
}

const PAUSE_MILLIS = 60;

const { saved, matcher, swaps } = workerData as Publication;
const { openSnapshot } = await importMatcher(matcher);

/** A new buffer each time, as a new compilation would give. */
function publish(): void {
  const buffer = new SharedArrayBuffer(saved.byteLength);
  new Uint8Array(buffer).set(saved);
  openSnapshot(buffer);
  parentPort?.postMessage(buffer);
}

publish();
if (parentPort !== null) await once(parentPort, 'message');
for (let swap = 0; swap < swaps; swap += 1) {
  publish();
  await sleep(PAUSE_MILLIS);
}
