import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** The list that holds canaries and nothing else. No configured list can be called so: ids have no dot. */
export const CANARY_LIST = 'netvakt.canary';

/** What the thread that adds a canary is given. */
export interface CanaryJob {
  readonly buffer: SharedArrayBuffer;
  readonly hosts: readonly string[];
  readonly markets: readonly string[];
}

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './merge-worker.ts' : './merge-worker.js', import.meta.url);

/**
 * A host that is in no list and no zone: 128 random bits below `.invalid` (RFC 6761 §6.4), new for each snapshot and known to this
 * process alone. So nobody can find by asking that the filter has one, and nobody can be blocked by it.
 */
export function drawCanary(): string {
  return `${randomBytes(16).toString('hex')}.invalid`;
}

/** The snapshot with a rule more for each of the hosts, in each of the markets. Their list is the last. */
export function withCanary(job: CanaryJob): Promise<SharedArrayBuffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The canary could not be added: exit code ${code}`)));
  });
}
