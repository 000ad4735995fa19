/** Whether somebody puts the rules back if they are lost, and at the next start of the machine. */
import type { Config } from '../../config/config.ts';
import { managedPlan } from '../../export/nft/plan-of-config.ts';
import { machineSeconds, type RulesStatus, readStatus } from '../../export/nft/status.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';

const { good, warning, skipped } = findingsOf('rules-kept');
const ENABLE = 'systemctl enable --now netvakt-rules';

export async function rulesKept(
  config: Config,
  read: (base: string) => Promise<RulesStatus | undefined> = readStatus,
  uptime: () => number = machineSeconds,
): Promise<MachineFinding[]> {
  const { interception } = config;
  if (interception === undefined || managedPlan(config) === undefined)
    return [skipped('interception.rules is own: rules are loaded by other means, and the filter does not check them')];
  const status = await read(interception.stateFolder);
  if (status === undefined || status.validFor === null)
    return [warning('nothing checks whether the rules are in force: a reboot or a flush loses them', ENABLE)];
  const age = Math.round(uptime() - status.checked);
  if (age > status.validFor)
    return [warning(`the rules have not been checked for ${age} s`, `Look at netvakt-rules.timer, or ${ENABLE}`)];
  return [good(`somebody looked ${age} s ago whether the rules are in force`)];
}
