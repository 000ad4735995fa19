import { BLOCKS, type CounterShape, type Dimension, indexOf, layoutOf } from '../counters/layout.ts';
import { allocateCounters, type CounterRegion } from '../counters/region.ts';
import type { ListSlots } from '../counters/slots.ts';
import type { CounterTotals } from '../counters/totals.ts';

/** The blocks that the statistics series are read from, all spread over markets, protocols and lists alone. */
export const PENDING_BLOCKS = [
  'blocked',
  'blockedByList',
  'shadowedByList',
  'attempts',
  'pages',
  'attemptsByList',
  'pagesByList',
  'oneSecondByList',
  'boundedByList',
] as const;

/** One count that no series shows yet, by name: the successor of a process may give its lists and markets other positions. */
export interface PendingCount {
  readonly block: (typeof PENDING_BLOCKS)[number];
  /** A name for each dimension of the block, in its order: market, protocol, list. */
  readonly at: readonly string[];
  readonly count: number;
}

/** By dimension, the names that this process knows, with their positions. */
type Names = Partial<Record<Dimension, ReadonlyMap<string, number>>>;

/**
 * Returns by how much `counted` is ahead of `shown`; zeros are left out, and lists that have no name. Linear in the regions, 1 µs for each
 * count that is ahead.
 */
export function pendingCounts(counted: CounterTotals, shown: CounterTotals, slots: ListSlots): PendingCount[] {
  const { markets, protocols } = counted.shape;
  const names: Partial<Record<Dimension, readonly string[]>> = {
    market: markets,
    protocol: protocols,
    list: Array.from(slots.entries(), ([id]) => id), // slots are given in the order of ids
  };
  const pending: PendingCount[] = [];
  for (const block of PENDING_BLOCKS) {
    counted.ahead(block, shown, (positions, count) => {
      const at = BLOCKS[block].flatMap((dimension, i) => names[dimension]?.[positions[i] ?? -1] ?? []);
      if (at.length === positions.length) pending.push({ block, at, count });
    });
  }
  return pending;
}

/** Returns a region with `counts`; one of a market, protocol or list that is not known here is dropped. */
export function regionWith(counts: readonly PendingCount[], shape: CounterShape, slots: ListSlots): CounterRegion {
  const region = allocateCounters(shape);
  const cells = new Float64Array(region.buffer);
  const layout = layoutOf(shape);
  const names = namesOf(shape, slots);
  for (const { block, at, count } of counts) {
    const positions = BLOCKS[block].flatMap((dimension, i) => names[dimension]?.get(at[i] ?? '') ?? []);
    if (positions.length !== BLOCKS[block].length) continue;
    const index = indexOf(layout, block, positions);
    cells[index] = (cells[index] ?? 0) + count;
  }
  return region;
}

function namesOf({ markets, protocols }: CounterShape, slots: ListSlots): Names {
  return { market: positionsOf(markets), protocol: positionsOf(protocols), list: new Map(slots.entries()) };
}

function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, position) => [name, position]));
}
