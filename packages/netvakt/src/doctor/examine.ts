/** All checks, in the order in which a fault in one explains those after it. */
import type { Config } from '../config/config.ts';
import type { InterceptionPlan } from '../export/nft/plan.ts';
import { planOf } from '../export/nft/plan-of-config.ts';
import { clock } from './checks/clock.ts';
import { interceptedConnection } from './checks/connection.ts';
import { handOver } from './checks/hand-over.ts';
import { kernelFeatures } from './checks/kernel.ts';
import { connectionTracking, descriptors, localPorts } from './checks/limits.ts';
import { listsLoad } from './checks/lists.ts';
import { bothFamilies, forwarding, interfaces, reversePath } from './checks/network.ts';
import { privileges } from './checks/privileges.ts';
import { prober } from './checks/prober.ts';
import { rulesInForce } from './checks/rules.ts';
import { type AskAdministration, service } from './checks/service.ts';
import { type Finding, say } from './finding.ts';
import type { Machine } from './machine.ts';

type Look = () => Promise<Finding[]> | Finding[];

/** Looks at one thing after the other, and gives each finding as it comes. */
export async function* examine(machine: Machine, config: Config, ask: AskAdministration): AsyncGenerator<Finding> {
  for (const look of [...looksAtProcess(machine, config, ask), ...looksAtNetwork(machine, config, ask)])
    yield* await look();
}

function looksAtProcess(machine: Machine, config: Config, ask: AskAdministration): Look[] {
  return [
    () => clock(machine),
    () => listsLoad(config),
    () => privileges(machine, config),
    () => descriptors(machine, config),
    () => localPorts(machine, config),
    () => prober(config),
    () => handOver(machine, config),
    () => service(config, ask),
  ];
}

function looksAtNetwork(machine: Machine, config: Config, ask: AskAdministration): Look[] {
  if (config.interception === undefined)
    return [
      () => [
        say('interception').skipped(
          'the configuration has no section interception: nothing leads traffic here but clients that know of the proxy',
        ),
      ],
    ];
  const plan: InterceptionPlan = planOf(config, []);
  return [
    () => interfaces(machine, plan),
    () => bothFamilies(plan),
    () => forwarding(machine),
    () => reversePath(machine, plan),
    () => connectionTracking(machine),
    () => kernelFeatures(machine, plan),
    () => rulesInForce(machine, plan),
    () => interceptedConnection(machine, plan, ask),
  ];
}
