import { explainFailure } from '../base/failure.ts';
import type { Output } from '../base/output.ts';
import type { Config } from '../config/config.ts';
import type { AddressesByFamily } from './nft/plan.ts';

/**
 * Gives the elements of the sets of exempt sources; none if the configuration has no section `exemptions`. Writes to `stderr` if an
 * older copy had to be used. The feature `exempt` does it; `command/` hands it over.
 */
export type ExemptSources = (config: Config, stderr: Output) => Promise<AddressesByFamily>;

/**
 * As `sources`, for rules that are put in force: without rules nothing would be filtered, so a register that cannot be read stops nothing.
 * Nobody is exempt then, and a message goes to `stderr`.
 */
export function orNobody(sources: ExemptSources): ExemptSources {
  return async (config, stderr) => {
    try {
      return await sources(config, stderr);
    } catch (error) {
      for (const reason of explainFailure(error) ?? ['Exemptions cannot be read']) await stderr.write(`${reason}\n`);
      await stderr.write('Warning: NOBODY IS EXEMPT until the register of exemptions can be read: all are filtered\n');
      return { four: [], six: [] };
    }
  };
}
