/** A data-plane thread: builds its counters and serves until it must drain. Everything else is in the proxy package. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { CounterWriter, UnitCounter } from '@netvakt/metrics';
import { serveDataPlane, type WorkerStart } from '@netvakt/proxy';
import { clockOf } from '../base/clock.ts';
import type { WorkerFigures } from './figures.ts';

/** How often a worker reports on its event loop, and the resolution of its measurement, in milliseconds. */
const LOOP_REPORT = 10_000;
const LOOP_RESOLUTION = 20;

if (parentPort === null) throw new TypeError('This module is the entry of a worker thread');
// The only sender is Service, of this package and version.
const start = workerData as WorkerStart<WorkerFigures>;
const { region, units, time } = start.data;
const writer = new CounterWriter(region, new UnitCounter(units, start.index, clockOf(time)));
reportLoop(writer);
await serveDataPlane(parentPort, start, writer);

function reportLoop(to: CounterWriter): void {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });
  delay.enable();
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    // The histogram holds whole intervals, the pause that it makes itself included.
    const lag = Math.max(0, delay.max / 1e6 - LOOP_RESOLUTION) / 1000;
    to.loop(lag, performance.eventLoopUtilization(now, before).utilization);
    delay.reset();
    before = now;
  }, LOOP_REPORT).unref();
}
