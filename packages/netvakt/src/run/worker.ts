/** A data-plane thread: builds its counters and serves until it is told to drain. Everything else is the proxy package's. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CounterRegion, CounterWriter } from '@netvakt/metrics';
import { serveDataPlane, type WorkerStart } from '@netvakt/proxy';

if (parentPort === null) throw new TypeError('This module is the entry of a worker thread');
// The only sender is Service, of this package and version.
const start = workerData as WorkerStart<CounterRegion>;
await serveDataPlane(parentPort, start, new CounterWriter(start.data));
