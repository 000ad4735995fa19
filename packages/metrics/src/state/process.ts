import type { HealthState } from './health.ts';
import type { QueueFigures } from './queues.ts';
import type { RulesFigures } from './rules.ts';

/** What is running. The texts become labels: `A-Za-z0-9._-`, fixed at build time. */
export interface BuildInfo {
  readonly version: string;
  /** Git commit, or `unknown` outside a checkout. */
  readonly commit: string;
  readonly node: string;
}

/** The figures of the main thread, read at each scrape. */
export interface ProcessStatus {
  readonly health: HealthState;
  readonly rules: RulesFigures;
  /** Connections that may be open at one time. */
  readonly connectionLimit: number;
  readonly descriptors: {
    readonly open: number;
    /** The soft limit of this process; `Infinity` if there is none. */
    readonly limit: number;
  };
  /** Connections that the kernel tracks, and may; both 0 if it tracks none. */
  readonly conntrack: {
    readonly entries: number;
    readonly limit: number;
    /** Packets that were dropped because their connection could not be tracked, since the machine was started. */
    readonly drops: number;
  };
  readonly queues: QueueFigures;
  /** Workers that died and were replaced since the start. */
  readonly workerRestarts: number;
  readonly overload: {
    /** In which every worker had as many connections as it may, since the start. */
    readonly seconds: number;
    /** What listeners do then; those that some listener has. */
    readonly policies: readonly ('open' | 'closed')[];
  };
  readonly reloads: {
    readonly attempts: number;
    readonly failures: number;
    /** Unix seconds of the last configuration that took effect, the first included; 0 before it. */
    readonly lastSuccess: number;
  };
  readonly snapshot: {
    readonly rules: number;
    readonly bytes: number;
    /** How long the last compilation took, reading the list files included. */
    readonly compileSeconds: number;
  };
}
