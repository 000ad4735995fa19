/** A data-plane worker as the command makes one, but for the observer. */
import { parentPort, workerData } from 'node:worker_threads';
import { SILENT, serveDataPlane, type WorkerPort, type WorkerStart } from '../../src/index.ts';

await serveDataPlane(parentPort as unknown as WorkerPort, workerData as WorkerStart, SILENT);
