/** Prints how many bytes each entry point allocates a lookup, as JSON. Run with --expose-gc. */
import { Matcher } from '@netvakt/matcher';
import { rulesOf, snapshotOf } from './engines.ts';

const LOOKUPS = 200_000;
const matcher = new Matcher(
  snapshotOf(rulesOf(['bad.test', 'http://shop.test/a/', 'http://shop.test/b?q', 'shop.example'])),
);
const hosts = ['www.bad.test', 'free.example', 'shop.test', 'SHOP.test:8080', 'a.b.c.free.test'];
const targets = ['/', '/a/b', '/b?q', '/c/d/e.html?x=1&y=2', '/a/%62//x;y\\z'];
const bytes = Buffer.from('www.bad.test shop.test /a/b.html?q=1', 'latin1');
const packed = Buffer.from('www.bad.testshop.test', 'latin1');
const offsets = Int32Array.of(0, 12, 21);
const results = new Int32Array(2);

const ENTRY_POINTS: Readonly<Record<string, (index: number) => number>> = {
  matchHost: (index) => matcher.matchHost(hosts[index % 5] ?? '', 0),
  matchRequest: (index) => matcher.matchRequest(hosts[index % 5] ?? '', targets[index % 5] ?? '', 0),
  matchOddRequest: (index) => matcher.matchRequest('shop.test', targets[4 - (index % 2)] ?? '', 0),
  matchHostBytes: () => matcher.matchHostBytes(bytes, 0, 12, 0),
  matchRequestBytes: () => matcher.matchRequestBytes(bytes, 13, 22, 23, bytes.length, 0),
  matchHosts: () => {
    matcher.matchHosts(packed, offsets, 0, results);
    return results[0] ?? 0;
  },
  listsOf: () => matcher.listsOf(matcher.matchHost('bad.test', 0)).length,
};

function measure(entry: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < LOOKUPS; index += 1) sum += entry(index);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < LOOKUPS; index += 1) sum += entry(index);
  const after = process.memoryUsage().heapUsed;
  return sum === -1 ? Number.NaN : (after - before) / LOOKUPS;
}

const found = Object.entries(ENTRY_POINTS).map(([name, entry]) => [name, measure(entry)]);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
