/** The data-plane thread of the product, and a way to ask it how many major collections it has had: a message on a channel of that name. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { BroadcastChannel } from 'node:worker_threads';

const MAJOR = new Set([constants.NODE_PERFORMANCE_GC_MAJOR, constants.NODE_PERFORMANCE_GC_INCREMENTAL]);
let collections = 0;
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) collections += isMajor(entry) ? 1 : 0;
});
observer.observe({ entryTypes: ['gc'] });

function isMajor(entry: PerformanceEntry): boolean {
  return 'detail' in entry && MAJOR.has((entry.detail as { readonly kind: number }).kind);
}

const channel = new BroadcastChannel('netvakt-test-collections');
channel.addEventListener('message', ({ data }: { readonly data: unknown }) => {
  if (data === 'how many') channel.postMessage(collections);
});
channel.unref();
await import('../../src/run/worker.ts');
