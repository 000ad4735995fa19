import { getHeapStatistics } from 'node:v8';
import { median } from '../../common/statistics.ts';
import type { Loop } from './loops.ts';

const CHUNKS = 41;
const CHUNK = 500;

/**
 * Bytes of heap that one lookup allocates: the growth of used heap over a few hundred lookups, less what reading the
 * statistics itself costs. The chunk is small so that no collection falls into it; those that one falls into shrink
 * the heap and are out-voted by the median. Exact to about a hundredth of a byte: 0 means none.
 */
export function bytesPerLookup(loop: Loop, available: number): number {
  const chunk = Math.min(CHUNK, Math.floor(available / CHUNKS));
  if (chunk === 0) return Number.NaN;
  const growths: number[] = [];
  const empties: number[] = [];
  for (let index = 0; index < CHUNKS; index += 1) {
    empties.push(growthOver(loop, 0, 0));
    growths.push(growthOver(loop, index * chunk, (index + 1) * chunk));
  }
  const perLookup = (median(growths) - median(empties)) / chunk;
  return Math.max(0, Math.round(perLookup * 100) / 100);
}

function growthOver(loop: Loop, from: number, to: number): number {
  const before = getHeapStatistics().used_heap_size;
  loop(from, to);
  return getHeapStatistics().used_heap_size - before;
}
