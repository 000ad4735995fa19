/** A data-plane thread: builds its counters and serves until it must drain. Everything else is in the proxy package. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { allocateCounters, allocateUnits, CounterWriter, UnitCounter } from '@netvakt/metrics';
import { serveDataPlane, type WorkerStart } from '@netvakt/proxy';
import { clockOf } from '../base/clock.ts';
import type { WorkerFigures } from './figures.ts';

/** How often a worker reports on its event loop, and the resolution of its measurement, in milliseconds. */
const LOOP_REPORT = 10_000;
const LOOP_RESOLUTION = 20;
/** A thread that serves a queue of packets waits for them in the kernel, for no longer than this at a time, in milliseconds. */
const QUEUE_TURN = 100;

/** A rehearsal blocks nothing, unless its own name is listed. */
const REHEARSED_ITEMS = 64;

if (parentPort === null) throw new TypeError('This module is the entry of a worker thread');
// The only sender is Service, of this package and version.
const start = workerData as WorkerStart<WorkerFigures>;
const { region, units, time } = start.data;
const clock = clockOf(time);
const writer = new CounterWriter(region, new UnitCounter(units, start.index, clock));
await serveDataPlane(parentPort, start, writer, unread());
reportLoop(writer, start.queue !== undefined); // only now: a rehearsal is no load

/** A writer like the other, over memory that nobody reads. */
function unread(): CounterWriter {
  const memory = allocateUnits(units.units, REHEARSED_ITEMS, (words) => words.fill(1));
  return new CounterWriter(allocateCounters(region.shape), new UnitCounter(memory, start.index, clock));
}

/** `waits`: in the kernel, which the event loop takes for work; then CPU time shows what the thread does. */
function reportLoop(to: CounterWriter, waits: boolean): void {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });
  delay.enable();
  const usual = LOOP_RESOLUTION + (waits ? QUEUE_TURN : 0);
  const busy = waits ? cpuShare() : loopShare();
  setInterval(() => {
    // The histogram holds whole intervals, the pause that it makes itself included.
    const lag = Math.max(0, delay.max / 1e6 - usual) / 1000;
    to.loop(lag, busy());
    delay.reset();
  }, LOOP_REPORT).unref();
}

/** The share of time in which the event loop was at work, since the last call. */
function loopShare(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}

/** The share of time in which this thread had a processor, since the last call. */
function cpuShare(): () => number {
  let before = { time: performance.now(), cpu: process.threadCpuUsage() };
  return () => {
    const now = { time: performance.now(), cpu: process.threadCpuUsage() };
    const used = now.cpu.user - before.cpu.user + now.cpu.system - before.cpu.system;
    const share = used / 1000 / (now.time - before.time);
    before = now;
    return Math.min(1, share);
  };
}
