/** The data-plane thread of the product, and a way to end it from a test: a message on a channel of that name. */
import { BroadcastChannel } from 'node:worker_threads';

const channel = new BroadcastChannel('netvakt-test-die');
channel.addEventListener('message', () => {
  throw new RangeError('the worker dies of canary-message');
});
channel.unref();
await import('../../src/run/worker.ts');
