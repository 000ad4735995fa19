import type { Config } from '../config/config.ts';
import type { AskFilter } from '../run/ask-filter.ts';
import { clock } from './checks/clock.ts';
import { exemptionsHold } from './checks/exemptions.ts';
import { handOver } from './checks/hand-over.ts';
import { descriptors, localPorts } from './checks/limits.ts';
import { listsLoad } from './checks/lists.ts';
import { privileges } from './checks/privileges.ts';
import { prober } from './checks/prober.ts';
import { service } from './checks/service.ts';
import { timeWait } from './checks/time-wait.ts';
import type { Look } from './finding.ts';
import type { Machine } from './machine.ts';
import { serviceUnit } from './service-unit.ts';

/** What a filter needs wherever it runs: clock, lists, privileges, descriptors, ports. */
export function looksAtProcess(machine: Machine, config: Config, ask: AskFilter): Look[] {
  const unit = serviceUnit(machine, config);
  return [
    () => clock(machine),
    () => listsLoad(machine, config),
    () => privileges(machine, config, unit),
    () => descriptors(machine, config, unit),
    () => localPorts(machine, config),
    () => timeWait(machine, config),
    () => prober(config),
    () => handOver(machine, config),
    () => exemptionsHold(machine, config),
    () => service(config, ask),
  ];
}
