import type { MachineDescription } from '../common/machine.ts';
import type { BenchTarget } from '../common/target.ts';
import type { CoalitionSettings } from './settings.ts';

/** What a run measured. */
export interface CoalitionReport {
  readonly bench: 'coalition';
  readonly command: string;
  readonly machine: MachineDescription;
  readonly revision: string;
  readonly settings: CoalitionSettings;
  /** Figures of one member: indicators, markets and months. */
  readonly cells: number;
  readonly submissionBytes: number;
  /** From a report to the file that leaves the house. */
  readonly sealing: StepTimes;
  /** From all files to a signed sum: signatures, seals, release rules, addition. */
  readonly merging: StepTimes;
  /** The whole check of a log: signature, every entry, every tile, against what was seen before. */
  readonly verifying: StepTimes;
  /** The command that writes the pages of 40 operators, eight markets and five years, in every language. */
  readonly writing: (StepTimes & { readonly pages: number; readonly bytes: number }) | undefined;
  readonly targets: readonly BenchTarget[];
}

/** In milliseconds. */
export interface StepTimes {
  readonly samples: number;
  readonly median: number;
  readonly max: number;
}
