/** The goals of the matcher, and what a run reached. Ratios are between engines of one run, never between runs. */

import { atLeast, atMost, type BenchTarget } from '../common/target.ts';
import type { BuildReport, MatcherResult, SwapReport } from './results.ts';

const MILLION = 1_000_000;

export interface MatcherFigures {
  readonly results: readonly MatcherResult[];
  readonly builds: readonly BuildReport[];
  readonly swaps: readonly SwapReport[];
}

/** The targets that the run has figures for. */
export function targetsOf(figures: MatcherFigures): BenchTarget[] {
  return [...speed(figures), ...size(figures), ...time(figures), ...growth(figures)];
}

/** From strings, and from bytes in a buffer, as the data plane looks up. */
const SPEEDS: readonly { readonly name: string; readonly times: number; readonly from: 'strings' | 'bytes' }[] = [
  { name: 'miss', times: 15, from: 'bytes' },
  { name: 'near-miss', times: 8, from: 'bytes' },
  { name: 'host-hit', times: 5, from: 'bytes' },
  { name: 'miss', times: 15, from: 'strings' },
  { name: 'host-hit', times: 8, from: 'strings' },
];

function speed({ results }: MatcherFigures): BenchTarget[] {
  const rivals = ['hntrie-js', 'hntrie-wasm', 'set'];
  return rivals.flatMap((rival) =>
    SPEEDS.flatMap(({ name, times, from }) => {
      const own = from === 'bytes' ? 'netvakt-buffer' : 'netvakt';
      const ratio = nsOf(results, rival, name, MILLION) / nsOf(results, own, name, MILLION);
      return atLeast(`${name}, 1 million entries, from ${from}, against ${rival}`, ratio, times, 'times faster');
    }),
  );
}

function size({ results, builds }: MatcherFigures): BenchTarget[] {
  const bytes = builds.find((build) => isMillion(build, 'netvakt') && build.list === 'domains')?.bytesPerEntry;
  const mine = results.filter(({ engine }) => engine.startsWith('netvakt'));
  const allocated =
    mine.length > 0 ? Math.max(...mine.map(({ bytesPerLookup }) => bytesPerLookup ?? Infinity)) : Number.NaN;
  return [
    ...atMost('hot bytes an entry, 1 million entries', bytes, 10.5, 'bytes'),
    ...atMost('allocated by a lookup, worst case', allocated, 0, 'bytes'),
  ];
}

function time({ builds, swaps }: MatcherFigures): BenchTarget[] {
  const build = builds.find((one) => isMillion(one, 'netvakt') && one.list === 'domains');
  const stall = swaps.find(({ entries }) => entries === MILLION)?.stallMillisMedian;
  return [
    ...atMost('compile 1 million entries in a worker', build?.buildMillis, 3000, 'ms'),
    ...atMost('load a compiled snapshot of 1 million', build?.loadMillis ?? undefined, 20, 'ms'),
    ...atMost('event loop stall of a swap, 1 million', stall, 1, 'ms'),
  ];
}

function growth({ results, builds }: MatcherFigures): BenchTarget[] {
  const ten = 10 * MILLION;
  const bytes = builds.find(
    (one) => one.engine === 'netvakt' && one.list === 'domains' && one.entries === ten,
  )?.bytesPerEntry;
  return [
    ...['miss', 'host-hit'].flatMap((name) =>
      atMost(
        `${name}, 10 million entries over 1 million`,
        nsOf(results, 'netvakt', name, ten) / nsOf(results, 'netvakt', name, MILLION),
        2.5,
        'times the nanoseconds',
      ),
    ),
    ...atMost('hot bytes an entry, 10 million entries', bytes, 10.5, 'bytes'),
  ];
}

function isMillion(one: { readonly engine: string; readonly entries: number }, engine: string): boolean {
  return one.engine === engine && one.entries === MILLION;
}

function nsOf(results: readonly MatcherResult[], engine: string, name: string, entries: number): number {
  const found = results.find((one) => one.engine === engine && one.case === name && one.entries === entries);
  return found?.nsMedian ?? Number.NaN;
}
