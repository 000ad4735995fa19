import { type CounterShape, layoutOf } from './layout.ts';

/**
 * One worker's counters. The main thread makes it before the worker starts and keeps it after the worker's death; the
 * successor goes on in the same region, so what was counted stays counted. It crosses to a worker by structured clone,
 * which shares the buffer and copies nothing.
 */
export interface CounterRegion {
  readonly shape: CounterShape;
  readonly buffer: SharedArrayBuffer;
}

/** Makes a region with every counter at zero. 8 bytes a slot: some 330 kB for eight markets and 512 lists. */
export function allocateCounters(shape: CounterShape): CounterRegion {
  const { length } = layoutOf(shape);
  return { shape, buffer: new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT) };
}

/**
 * Closes the connections that a dead worker left open, with what waited in them: the kernel closed its sockets, but nobody counted them.
 * Call it between a worker's end and its successor's start, when the region has no writer.
 */
export function settleConnections(region: CounterRegion): void {
  const { offsets, sizes } = layoutOf(region.shape);
  const slots = new Float64Array(region.buffer);
  for (let mode = 0; mode < sizes.mode; mode += 1) {
    slots[offsets.closed + mode] = slots[offsets.opened + mode] ?? 0;
  }
  slots[offsets.waiting] = 0;
  slots[offsets.packetsHeld] = 0;
}
