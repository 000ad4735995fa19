/** Whether somebody serves the queues of packets, and how that went until now. */
import { KERNEL_QUEUES, kernelQueuesIn } from '../../export/nft/kernel-queues.ts';
import { type InterceptionPlan, type PacketPlan, queueOf } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning, fault, skipped } = findingsOf('queues');

/** Nothing if no packets go to a queue. */
export function servedQueues({ root, read }: Machine, plan: InterceptionPlan): MachineFinding[] {
  const queue = queueOf(plan);
  if (queue === undefined) return [];
  if (!root) return [skipped('only root can see which process serves a queue', 'Run netvakt doctor as root')];
  const name = nameOf(queue);
  const found = kernelQueuesIn(read(KERNEL_QUEUES) ?? '', queue);
  if (found === undefined) {
    const meaning = queue.bypass ? 'flows pass unfiltered' : 'flows of its ports are dropped';
    return [
      fault(`nobody serves ${name}: ${meaning}`, 'Start the service; its log reports if it cannot bind the queue'),
    ];
  }
  const { waiting, full, unsent } = found;
  if (full + unsent === 0) return [good(`${name} is served; ${waiting} packets wait`)];
  return [
    warning(
      `${name} is served, but the kernel dropped ${full + unsent} packets there since it was bound`,
      'See the runbook NetvaktQueueDropping: more queues, or another node',
    ),
  ];
}

function nameOf({ queue, queues }: PacketPlan): string {
  return queues === 1 ? `queue ${queue}` : `each of the queues ${queue} to ${queue + queues - 1}`;
}
