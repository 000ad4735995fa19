/** Buckets of cells behind their starts, with one filter or another before them. */
import { fuseFilter } from './fuse.ts';
import { bits, cellsOf, holds, type Keys, keysOf, Suffixes, scaled, shared, startsOf } from './hash.ts';
import type { Built, Layout } from './layout.ts';

/** Power-of-two sizes, found by a shift: what was chosen. `filtered` false: straight to the cells. */
export function shifted(filtered: boolean): Layout {
  return {
    name: filtered ? 'csr, bloom, 2^n' : 'csr, no filter',
    build: (hosts) => buildShifted(keysOf(hosts), filtered),
  };
}

function buildShifted(keys: Keys, filtered: boolean): Built {
  const filterLog = Math.ceil(Math.log2((keys.count * 6.5) / 32));
  const bucketLog = Math.ceil(Math.log2(keys.count / 12));
  const [filterShift, bucketShift] = [32 - filterLog, 32 - bucketLog];
  const filter = shared(2 ** filterLog);
  for (let key = 0; key < keys.count; key += 1) {
    const word = (keys.a[key] as number) >>> filterShift;
    filter[word] = (filter[word] as number) | bits(keys.b[key] as number);
  }
  const starts = startsOf(keys, 2 ** bucketLog, (lane) => lane >>> bucketShift);
  const cells = cellsOf(keys);
  const suffixes = new Suffixes();
  const covers = (host: string): boolean => {
    for (let depth = suffixes.hash(host); depth >= 1; depth -= 1) {
      const [a, b] = [suffixes.a[depth] as number, suffixes.b[depth] as number];
      const wanted = bits(b);
      if (filtered && ((filter[a >>> filterShift] as number) & wanted) !== wanted) continue;
      const bucket = a >>> bucketShift;
      if (holds(cells, starts[bucket] as number, starts[bucket + 1] as number, b, suffixes.c[depth] as number))
        return true;
    }
    return false;
  };
  return { bytes: (filtered ? filter.byteLength : 0) + starts.byteLength + cells.byteLength, covers };
}

/** The same with exact sizes: `filterBits` a key, found by a product in floating point. */
export function exact(filterBits: number, cellsABucket: number): Layout {
  return {
    name: `csr, bloom, ${filterBits} bits`,
    build: (hosts) => buildExact(keysOf(hosts), filterBits, cellsABucket),
  };
}

function buildExact(keys: Keys, filterBits: number, cellsABucket: number): Built {
  const filter = shared(Math.ceil((keys.count * filterBits) / 32));
  const buckets = Math.ceil(keys.count / cellsABucket);
  const [filterScale, bucketScale] = [filter.length / 2 ** 32, buckets / 2 ** 32];
  for (let key = 0; key < keys.count; key += 1) {
    const word = scaled(keys.a[key] as number, filterScale);
    filter[word] = (filter[word] as number) | bits(keys.b[key] as number);
  }
  const starts = startsOf(keys, buckets, (lane) => scaled(lane, bucketScale));
  const cells = cellsOf(keys);
  const suffixes = new Suffixes();
  const covers = (host: string): boolean => {
    for (let depth = suffixes.hash(host); depth >= 1; depth -= 1) {
      const [a, b] = [suffixes.a[depth] as number, suffixes.b[depth] as number];
      const wanted = bits(b);
      if (((filter[scaled(a, filterScale)] as number) & wanted) !== wanted) continue;
      const bucket = scaled(a, bucketScale);
      if (holds(cells, starts[bucket] as number, starts[bucket + 1] as number, b, suffixes.c[depth] as number))
        return true;
    }
    return false;
  };
  return { bytes: filter.byteLength + starts.byteLength + cells.byteLength, covers };
}

/** The filter word next to the bucket's start, both in one cache line. */
export function fused(cellsABucket: number): Layout {
  return { name: 'csr, filter in starts', build: (hosts) => buildFused(keysOf(hosts), cellsABucket) };
}

function buildFused(keys: Keys, cellsABucket: number): Built {
  const buckets = Math.ceil(keys.count / cellsABucket);
  const scale = buckets / 2 ** 32;
  const starts = startsOf(keys, buckets, (lane) => scaled(lane, scale));
  const directory = shared(2 * (buckets + 1));
  for (const [bucket, start] of starts.entries()) directory[bucket * 2 + 1] = start;
  for (let key = 0; key < keys.count; key += 1) {
    const word = scaled(keys.a[key] as number, scale) * 2;
    directory[word] = (directory[word] as number) | bits(keys.b[key] as number);
  }
  const cells = cellsOf(keys);
  const suffixes = new Suffixes();
  const covers = (host: string): boolean => {
    for (let depth = suffixes.hash(host); depth >= 1; depth -= 1) {
      const b = suffixes.b[depth] as number;
      const at = scaled(suffixes.a[depth] as number, scale) * 2;
      const wanted = bits(b);
      if (((directory[at] as number) & wanted) !== wanted) continue;
      if (holds(cells, directory[at + 1] as number, directory[at + 3] as number, b, suffixes.c[depth] as number))
        return true;
    }
    return false;
  };
  return { bytes: directory.byteLength + cells.byteLength, covers };
}

/** A binary fuse filter of 8 bits before the cells: three loads, one miss in 256 let through. */
export const fuse: Layout = {
  name: 'csr, binary fuse 8',
  build: (hosts) => {
    const keys = keysOf(hosts);
    const { bytes, mayHold } = fuseFilter(keys);
    const bucketLog = Math.ceil(Math.log2(keys.count / 12));
    const bucketShift = 32 - bucketLog;
    const starts = startsOf(keys, 2 ** bucketLog, (lane) => lane >>> bucketShift);
    const cells = cellsOf(keys);
    const suffixes = new Suffixes();
    const covers = (host: string): boolean => {
      for (let depth = suffixes.hash(host); depth >= 1; depth -= 1) {
        const [a, b, c] = [suffixes.a[depth] as number, suffixes.b[depth] as number, suffixes.c[depth] as number];
        if (!mayHold(a, b, c)) continue;
        const bucket = a >>> bucketShift;
        if (holds(cells, starts[bucket] as number, starts[bucket + 1] as number, b, c)) return true;
      }
      return false;
    };
    return { bytes: bytes + starts.byteLength + cells.byteLength, covers };
  },
};
