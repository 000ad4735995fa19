import type { Config } from '../config/config.ts';
import { planOf } from '../export/nft/plan-of-config.ts';
import { withQueueOfHere } from '../export/nft/queue-rules.ts';
import type { AskFilter } from '../run/ask-filter.ts';
import { asymmetricPaths } from './checks/asymmetric-paths.ts';
import { interceptedConnection } from './checks/connection.ts';
import { earlyDemux } from './checks/early-demux.ts';
import { kernelFeatures } from './checks/kernel.ts';
import { connectionTracking } from './checks/limits.ts';
import { bothFamilies, forwarding, interfaces, reversePath } from './checks/network.ts';
import { pathMtu } from './checks/path-mtu.ts';
import { policyRouting } from './checks/policy-routing.ts';
import { servedQueues } from './checks/queues.ts';
import { quicRefusals } from './checks/quic.ts';
import { rulesInForce } from './checks/rules.ts';
import { rulesKept } from './checks/rules-kept.ts';
import { findingsOf, type Look } from './finding.ts';
import type { Machine } from './machine.ts';

/** What traffic needs to be led to the filter: interfaces, forwarding, kernel, rules, and a connection that shows it. */
export function looksAtNetwork(machine: Machine, config: Config, ask: AskFilter): Look[] {
  if (config.interception === undefined)
    return [
      () => [
        findingsOf('interception').skipped(
          'the configuration has no section interception: nothing leads traffic here but clients that know of the proxy',
        ),
      ],
    ];
  const plan = machine.root ? withQueueOfHere(planOf(config, []), machine.run) : planOf(config, []);
  return [
    () => interfaces(machine, plan),
    () => bothFamilies(machine, plan),
    () => forwarding(machine),
    () => reversePath(machine, plan),
    () => (plan.mode === 'tproxy' ? earlyDemux(machine) : []),
    () => quicRefusals(machine, plan),
    () => connectionTracking(machine, plan),
    () => kernelFeatures(machine, plan),
    () => servedQueues(machine, plan),
    () => rulesInForce(machine, plan),
    () => rulesKept(config),
    () => policyRouting(machine, plan),
    () => interceptedConnection(machine, plan, ask),
    () => pathMtu(machine, plan, ask),
    () => asymmetricPaths(machine, plan),
  ];
}
