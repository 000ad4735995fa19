/**
 * Compares ways to lay a list out in memory, one child process a layout, misses and hits apart.
 *
 *   node --conditions=@netvakt/source packages/matcher/experiments/layouts.ts [ENTRIES] [LAYOUT...]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hostOf } from '@netvakt/fixtures';
import { exact, fuse, fused, shifted } from './layouts/csr.ts';
import type { Layout } from './layouts/layout.ts';
import { open } from './layouts/open.ts';
import { radix } from './layouts/radix.ts';
import { setLoop } from './layouts/set.ts';

const LAYOUTS: readonly Layout[] = [setLoop, radix, shifted(true), shifted(false), exact(10, 8), fused(4), fuse, open];
const QUERIES = 1 << 16;
const ROUNDS = 41;

/** Flat one-byte strings, as a wire reader makes them; each only once, so that each is cold in the cache. */
function flat(hosts: readonly string[]): string[] {
  return hosts.map((host) => Buffer.from(host, 'latin1').toString('latin1'));
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}

function measure(layout: Layout, entries: number): void {
  const hosts = flat(Array.from({ length: entries }, (_, index) => hostOf(1, index)));
  const started = performance.now();
  const built = layout.build(hosts);
  const seconds = (performance.now() - started) / 1000;
  const step = Math.max(1, Math.floor(entries / QUERIES));
  const cases: [string, string[]][] = [
    ['miss', flat(Array.from({ length: QUERIES }, (_, index) => hostOf(2, index * 3, 'unlisted')))],
    ['hit', flat(Array.from({ length: QUERIES }, (_, index) => hosts[((index * 7919) % QUERIES) * step] ?? ''))],
    [
      'below',
      flat(Array.from({ length: QUERIES }, (_, index) => `www7.${hosts[((index * 7919) % QUERIES) * step] ?? ''}`)),
    ],
  ];
  const cells = cases.map(([name, queries]) => {
    let hits = 0;
    const rounds = Array.from({ length: ROUNDS }, () => {
      hits = 0;
      const from = performance.now();
      for (const query of queries) if (built.covers(query)) hits += 1;
      return ((performance.now() - from) * 1e6) / QUERIES;
    });
    const best = Math.min(...rounds).toFixed(1);
    return `${name} ${median(rounds).toFixed(1).padStart(7)} (${best.padStart(6)}) ns ${String(hits).padStart(6)} hits`;
  });
  const bytes = (built.bytes / entries).toFixed(2);
  process.stdout.write(
    `${layout.name.padEnd(24)} ${bytes.padStart(6)} B  build ${seconds.toFixed(2)} s  ${cells.join('   ')}\n`,
  );
}

const [entriesText = '1000000', ...names] = process.argv.slice(2);
if (process.env['NETVAKT_LAYOUT'] === undefined) {
  for (const { name } of LAYOUTS.filter((layout) => names.length === 0 || names.includes(layout.name))) {
    const env = { ...process.env, NETVAKT_LAYOUT: name };
    const flags = ['--conditions=@netvakt/source', '--max-old-space-size=12000'];
    spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), entriesText], { env, stdio: 'inherit' });
  }
} else {
  const layout = LAYOUTS.find(({ name }) => name === process.env['NETVAKT_LAYOUT']);
  if (layout !== undefined) measure(layout, Number(entriesText));
}
