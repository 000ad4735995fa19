import type { Config } from '../../config/config.ts';
import { type ExemptUpdate, updateExempt } from './apply.ts';
import type { AddressesByFamily } from './plan.ts';
import { planOf } from './plan-of-config.ts';
import { runHere } from './tools.ts';

/** Makes what changes the sets of exempt sources in force; `undefined` if the configuration leads no traffic here. */
export function exemptUpdate(config: Config): ((elements: AddressesByFamily) => ExemptUpdate) | undefined {
  if (config.interception === undefined) return undefined;
  const plan = planOf(config, []);
  return (elements) => updateExempt(plan, elements, runHere);
}
