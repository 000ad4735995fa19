/** The report of a run, as `--json` prints it. Names of fields are kept from version to version. */

import type { MachineDescription } from '../common/machine.ts';
import type { BenchTarget } from '../common/target.ts';
import type { ProxyBenchSettings } from './settings.ts';

/** Ratios of two proxies, round by round: half of them are between `low` and `high`. */
export interface RatioSpread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** One proxy in one case. What a case does not measure is `null`. */
export interface ProxyResult {
  readonly proxy: string;
  readonly case: string;
  readonly rules: number;
  /** Processor time of the proxy, all its threads and children, user and system; of a new connection in cases `tunnel` and `transparent`. */
  readonly cpuMicrosPerRequest: number | null;
  readonly cpuMicrosPerRequestMin: number | null;
  readonly cpuMicrosPerRequestMax: number | null;
  /** The share of the processor time that was spent in the kernel: 0 to 1. */
  readonly kernelShare: number | null;
  /** Netvakt's processor time a request over this proxy's in the same round. `null` for Netvakt, and for cases without requests. */
  readonly netvaktRatio: RatioSpread | null;
  readonly requestsPerSecond: number | null;
  readonly p50Micros: number | null;
  readonly p99Micros: number | null;
  /** Median latency above that of the origin without a proxy. */
  readonly addedP50Micros: number | null;
  readonly cpuSecondsPerGigabyte: number | null;
  readonly bytesPerIdleConnection: number | null;
  readonly rounds: number;
  readonly requests: number;
  readonly errors: number;
}

/** A proxy that could not take part, and why. */
export interface Absence {
  readonly proxy: string;
  readonly rules: number;
  readonly why: string;
}

/** Where Netvakt's processor time goes under load, by V8's sampling profiler. */
export interface Profile {
  readonly rules: number;
  readonly requests: number;
  /** The largest, by share of the time that was not idle: 0 to 1. */
  readonly parts: readonly { readonly what: string; readonly share: number }[];
}

export interface ProxyReport {
  readonly bench: 'proxy';
  readonly quick: boolean;
  readonly command: string;
  readonly revision: string;
  readonly started: string;
  readonly seconds: number;
  readonly machine: MachineDescription;
  readonly proxies: readonly {
    readonly name: string;
    readonly what: string;
    readonly version: string;
    readonly licence: string;
  }[];
  readonly absent: readonly Absence[];
  readonly settings: ProxyBenchSettings;
  readonly results: readonly ProxyResult[];
  readonly profile: Profile | null;
  readonly targets: readonly BenchTarget[];
}
