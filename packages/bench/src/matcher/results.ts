/** The report of a run, as `--json` prints it. Names of fields are kept from version to version. */

import type { MachineDescription } from '../common/machine.ts';
import type { BenchTarget } from '../common/target.ts';
import type { MatcherSettings } from './settings.ts';

/** A list that engines were loaded with. */
export interface BenchList {
  readonly format: string;
  readonly entries: number;
  readonly seed: number;
  readonly bytes: number;
  /** SHA-256 of the list as a file of lines. */
  readonly digest: string;
}

/** One engine in one case. Times are nanoseconds a lookup. */
export interface MatcherResult {
  readonly engine: string;
  readonly case: string;
  readonly list: string;
  readonly entries: number;
  readonly input: 'string' | 'buffer' | 'batch';
  /** `null` if the engine disagreed with the oracle: a wrong answer is not timed. */
  readonly nsMedian: number | null;
  readonly nsMin: number | null;
  readonly nsMax: number | null;
  /** Quartiles: half of the rounds were between them. */
  readonly nsQ1: number | null;
  readonly nsQ3: number | null;
  readonly rounds: number;
  readonly lookupsPerRound: number;
  /** Allocated on the heap by one lookup; `null` if it could not be measured. */
  readonly bytesPerLookup: number | null;
  /** Hot bytes an entry of the list. */
  readonly bytesPerEntry: number;
  readonly agrees: boolean;
  /** The share of wrong answers among those checked: 0 to 1. */
  readonly wrongShare: number;
}

/** One engine built from one list. */
export interface BuildReport {
  readonly engine: string;
  readonly list: string;
  readonly entries: number;
  readonly buildMillis: number;
  readonly buildSteps: Readonly<Record<string, number>>;
  readonly loadMillis: number | null;
  readonly hotBytes: number;
  readonly bytesPerEntry: number;
  readonly residentBytes: number;
  readonly defect: string | null;
}

/** A snapshot published to a thread that keeps serving. */
export interface SwapReport {
  readonly engine: string;
  readonly entries: number;
  readonly swaps: number;
  /** The longest pause of the serving thread's event loop around each swap: median and worst. */
  readonly stallMillisMedian: number;
  readonly stallMillisMax: number;
  /** The same between swaps: what the machine does on its own. */
  readonly idleMillisMax: number;
}

export interface MatcherReport {
  readonly bench: 'matcher';
  readonly quick: boolean;
  readonly command: string;
  readonly revision: string;
  readonly started: string;
  readonly seconds: number;
  readonly machine: MachineDescription;
  readonly engines: readonly {
    readonly name: string;
    readonly what: string;
    readonly version: string;
    readonly licence: string;
  }[];
  readonly settings: MatcherSettings;
  /** The largest list of hosts. */
  readonly list: BenchList;
  readonly lists: readonly BenchList[];
  readonly results: readonly MatcherResult[];
  readonly builds: readonly BuildReport[];
  readonly swaps: readonly SwapReport[];
  readonly targets: readonly BenchTarget[];
}
