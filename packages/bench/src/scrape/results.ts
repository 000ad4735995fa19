import type { MachineDescription } from '../common/machine.ts';
import { quantile, threeDigits } from '../common/statistics.ts';
import { atMost, type BenchTarget } from '../common/target.ts';
import type { ScrapeSettings } from './settings.ts';

/** What a run measured. */
export interface ScrapeReport {
  readonly bench: 'scrape';
  readonly command: string;
  readonly revision: string;
  readonly machine: MachineDescription;
  readonly settings: ScrapeSettings;
  /** Lines with a value, and the size of the body that holds them. */
  readonly series: number;
  readonly bytes: number;
  /** While nobody else asks anything. */
  readonly quiet: Times;
  readonly loaded: Times;
  readonly load: LoadRate;
  readonly targets: readonly BenchTarget[];
}

/** Durations of the scrapes of one phase, in milliseconds. */
export interface Times {
  readonly samples: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Requests a second, and how many were not answered as they should be. */
export interface LoadRate {
  readonly passed: number;
  readonly blocked: number;
  readonly failed: number;
}

/** A scrape every 15 s that takes longer than this is noticed by who shares the core. */
const GOAL_MILLIS = 20;

export function timesOf(times: readonly number[]): Times {
  return {
    samples: times.length,
    median: threeDigits(quantile(times, 0.5)),
    p95: threeDigits(quantile(times, 0.95)),
    max: threeDigits(Math.max(...times)),
  };
}

export function targetsOf({ p95 }: Times): readonly BenchTarget[] {
  return atMost('scrape under load, p95', p95, GOAL_MILLIS, 'ms');
}
