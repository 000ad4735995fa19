import type { ProcessStatus } from '@netvakt/metrics';
import { contentOf } from './proc.ts';

const FOLDER = '/proc/sys/net/netfilter';

/**
 * Connections that the kernel tracks in this network namespace, and may, and packets that it dropped because it could not; zeros if
 * it tracks none. Cost: three small reads of /proc, the last some hundred bytes for each processor.
 */
export function trackedConnections(): ProcessStatus['conntrack'] {
  return {
    entries: Number(contentOf(`${FOLDER}/nf_conntrack_count`) ?? 0),
    limit: Number(contentOf(`${FOLDER}/nf_conntrack_max`) ?? 0),
    drops: dropsIn(contentOf('/proc/net/stat/nf_conntrack') ?? ''),
  };
}

/** The sum of a column: a line of names, then one of hexadecimal numbers for each processor. */
export function dropsIn(text: string): number {
  const [names = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u));
  const column = names.indexOf('drop');
  return rows.reduce((sum, row) => sum + Number.parseInt(row[column] ?? '0', 16), 0);
}
