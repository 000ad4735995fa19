import { readFileSync } from 'node:fs';
import type { ProcessStatus } from '@netvakt/metrics';

const FOLDER = '/proc/sys/net/netfilter';

/** Connections that the kernel tracks in this network namespace, and may; zeros if it tracks none. Cost: two small reads of /proc. */
export function trackedConnections(): ProcessStatus['conntrack'] {
  return { entries: numberOf(`${FOLDER}/nf_conntrack_count`), limit: numberOf(`${FOLDER}/nf_conntrack_max`) };
}

function numberOf(path: string): number {
  try {
    return Number(readFileSync(path, 'latin1'));
  } catch {
    return 0;
  }
}
