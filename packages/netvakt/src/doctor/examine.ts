/** All checks, in the order in which a fault in one explains those after it. */
import type { Config } from '../config/config.ts';
import type { AskFilter } from '../run/ask-filter.ts';
import type { MachineFinding } from './finding.ts';
import { looksAtNetwork } from './looks-at-network.ts';
import { looksAtProcess } from './looks-at-process.ts';
import type { Machine } from './machine.ts';

/** Looks at one thing after the other, and gives each finding as it comes. */
export async function* examine(machine: Machine, config: Config, ask: AskFilter): AsyncGenerator<MachineFinding> {
  for (const look of [...looksAtProcess(machine, config, ask), ...looksAtNetwork(machine, config, ask)])
    yield* await look();
}
