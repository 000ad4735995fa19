import type { Output } from '../base/output.ts';
import type { Config } from '../config/config.ts';
import type { AddressesByFamily } from './nft/plan.ts';

/**
 * Gives the elements of the sets of exempt sources; none if the configuration has no section `exemptions`. Writes to `stderr` if an
 * older copy had to be used. The feature `exempt` does it; `command/` hands it over.
 */
export type ExemptSources = (config: Config, stderr: Output) => Promise<AddressesByFamily>;
