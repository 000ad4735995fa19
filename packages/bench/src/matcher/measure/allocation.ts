import { getHeapStatistics } from 'node:v8';
import { median } from '../../common/statistics.ts';
import type { Loop } from './loops.ts';

const CHUNKS = 41;
const LARGEST_CHUNK = 500;

/**
 * Bytes of heap that one lookup allocates: the growth of used heap over a chunk of lookups, less what reading the
 * statistics itself costs; the median of many. A collection within a chunk shrinks the heap: such a chunk is left out,
 * and if there are many, chunks are made smaller. Exact to about a hundredth of a byte: 0 means none. NaN if even
 * single lookups are always met by a collection.
 */
export function bytesPerLookup(loop: Loop, available: number): number {
  let chunk = Math.min(LARGEST_CHUNK, Math.max(1, Math.floor(available / CHUNKS)));
  for (; chunk >= 1; chunk = Math.floor(chunk / 8)) {
    const overhead = median(Array.from({ length: CHUNKS }, () => growthOver(loop, 0, 0)));
    const growths = Array.from({ length: CHUNKS }, (_, index) => {
      // If there are fewer lookups than chunks, they are taken again from the first.
      const from = (index * chunk) % available;
      return growthOver(loop, from, from + chunk);
    });
    const whole = growths.filter((growth) => growth > 0);
    if (whole.length > CHUNKS / 2) return Math.max(0, Math.round(((median(whole) - overhead) / chunk) * 100) / 100);
  }
  return Number.NaN;
}

function growthOver(loop: Loop, from: number, to: number): number {
  const before = getHeapStatistics().used_heap_size;
  loop(from, to);
  return getHeapStatistics().used_heap_size - before;
}
