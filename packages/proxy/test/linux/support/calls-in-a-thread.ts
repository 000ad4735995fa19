/** Makes many failing calls, and reports what errno the last one left. Stays until it is ended. */
import { parentPort } from 'node:worker_threads';
import { errnoName } from '../../../src/linux/linux-error.ts';
import { native } from '../../../src/linux/native.ts';

const calls = native();
for (let i = 0; i < 10_000; i += 1) calls.fcntl(-1, 1, 'int', 0);
parentPort?.postMessage(errnoName(calls.errno()));
parentPort?.on('message', () => {});
