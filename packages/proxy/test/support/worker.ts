/** A data-plane worker with the tests' own rules: a snapshot is one byte, the number of the rule set. */
import { parentPort, workerData } from 'node:worker_threads';
import { SILENT } from '../../src/observe/observer.ts';
import type { WorkerPort, WorkerStart } from '../../src/supervise/messages.ts';
import { serveWith } from '../../src/supervise/serve.ts';
import { rulesFrom } from './rules.ts';

await serveWith(rulesFrom, parentPort as unknown as WorkerPort, workerData as WorkerStart, SILENT);
