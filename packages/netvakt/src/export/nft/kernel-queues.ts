import type { KernelQueues } from '@netvakt/metrics';
import type { PacketPlan } from './plan.ts';

/** Queues of the network namespace of the reader. Only root may read: see nfnetlink_queue.c, `proc_create_net`. */
export const KERNEL_QUEUES = '/proc/net/netfilter/nfnetlink_queue';

const COLUMNS = 9;

/**
 * The queues of a plan in `text`, the content of {@link KERNEL_QUEUES}, added up; `undefined` if none of them is bound. A line is
 *
 *   queue  port id  waiting  copy mode  copy range  dropped: full  dropped: unsent  last packet  1
 */
export function kernelQueuesIn(
  text: string,
  { queue, queues }: Pick<PacketPlan, 'queue' | 'queues'>,
): KernelQueues | undefined {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .filter((row) => row.length >= COLUMNS && Number(row[0]) >= queue && Number(row[0]) < queue + queues);
  if (rows.length === 0) return undefined;
  const sum = (column: number): number => rows.reduce((all, row) => all + (row[column] ?? 0), 0);
  return { waiting: sum(2), full: sum(5), unsent: sum(6) };
}
