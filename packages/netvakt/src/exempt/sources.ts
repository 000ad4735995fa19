import type { Output } from '../base/output.ts';
import type { Config } from '../config/config.ts';
import { type ExemptElements, exemptElements } from './elements.ts';
import { readRegisterOrGood } from './register.ts';

/** Elements of the sets of exempt sources, as they are now; reports on `stderr` if the last good copy had to be used. */
export async function exemptSources({ exemptions: section }: Config, stderr: Output): Promise<ExemptElements> {
  if (section === undefined) return { four: [], six: [] };
  const { exemptions, fault } = await readRegisterOrGood(section.folder);
  if (fault !== undefined) await stderr.write(`${fault.message}. The last good copy is used\n`);
  return exemptElements(exemptions, Date.now());
}
