import type { Config } from '../config/config.ts';
import { planOf } from '../export/nft/plan-of-config.ts';
import { interceptedConnection } from './checks/connection.ts';
import { kernelFeatures } from './checks/kernel.ts';
import { connectionTracking } from './checks/limits.ts';
import { bothFamilies, forwarding, interfaces, reversePath } from './checks/network.ts';
import { rulesInForce } from './checks/rules.ts';
import { rulesKept } from './checks/rules-kept.ts';
import type { AskAdministration } from './checks/service.ts';
import { type Look, say } from './finding.ts';
import type { Machine } from './machine.ts';

/** What traffic needs to be led to the filter: interfaces, forwarding, kernel, rules, and a connection that shows it. */
export function looksAtNetwork(machine: Machine, config: Config, ask: AskAdministration): Look[] {
  if (config.interception === undefined)
    return [
      () => [
        say('interception').skipped(
          'the configuration has no section interception: nothing leads traffic here but clients that know of the proxy',
        ),
      ],
    ];
  const plan = planOf(config, []);
  return [
    () => interfaces(machine, plan),
    () => bothFamilies(plan),
    () => forwarding(machine),
    () => reversePath(machine, plan),
    () => connectionTracking(machine),
    () => kernelFeatures(machine, plan),
    () => rulesInForce(machine, plan),
    () => rulesKept(config),
    () => interceptedConnection(machine, plan, ask),
  ];
}
