import type { Comparison } from '../state/comparison.ts';
import type { Health } from '../state/health.ts';
import type { BuildInfo, ProcessStatus } from '../state/process.ts';
import type { Units } from '../units/units.ts';

/** Pages that were blocked in one market on one day of the calendar, UTC. */
export interface DayPages {
  /** `2026-01-31`. */
  readonly day: string;
  readonly market: string;
  readonly pages: number;
}

/** One market, over time and now. */
export interface MarketView {
  readonly market: string;
  /** Oldest first, the last one still running; `undefined` where nothing is known of a day. */
  readonly days: readonly { readonly day: string; readonly pages: number | undefined }[];
  /** Since the process started. */
  readonly pages: number;
  readonly attempts: number;
  readonly requests: number;
  readonly inspected: number;
  readonly unseen: number;
}

export interface ListView {
  readonly list: string;
  readonly version: string | undefined;
  readonly rules: number;
  /** Unix seconds; 0 where it never happened, or was never set. */
  readonly lastSuccess: number;
  readonly expiry: number;
  /** Whether the last attempt came to nothing. */
  readonly failing: boolean;
  /** A delivery waits for somebody's release. */
  readonly waiting: boolean;
  /** It blocks nothing, and counts what it would block. */
  readonly inShadow: boolean;
  /** Requests that it, or a delivery of it, would have blocked while in shadow; since the start. */
  readonly wouldBlock: number;
}

export interface ProbeView {
  readonly market: string;
  readonly protocol: string;
  /** `undefined` before the first. */
  readonly blocked: boolean | undefined;
}

/** Everything that the operator's page shows: numbers, ids and closed words. No entry, no client, no host. */
export interface Overview {
  /** Unix seconds of this view, and of the last advance of the statistics; 0 where they advance at once. */
  readonly at: number;
  readonly statisticsAt: number;
  readonly units: Units;
  readonly build: BuildInfo;
  readonly health: Health;
  /** Whether {@link MarketView.days} are totals that survive a restart; otherwise they are of this process alone. */
  readonly kept: boolean;
  readonly markets: readonly MarketView[];
  readonly lists: readonly ListView[];
  readonly probes: readonly ProbeView[];
  /** What could not be inspected, by reason, since the start. */
  readonly unseen: readonly { readonly reason: string; readonly count: number }[];
  readonly workers: {
    readonly wanted: number;
    readonly running: number;
    readonly restarts: number;
    readonly each: readonly { readonly lagSeconds: number; readonly busyRatio: number }[];
  };
  readonly overload: ProcessStatus['overload'];
  readonly connections: { readonly active: number; readonly limit: number };
  /** Decisions that were timed, by upper bound in seconds; one more count than bounds. */
  readonly decisions: {
    readonly bounds: readonly number[];
    readonly counts: readonly number[];
    readonly sample: number;
  };
  readonly rules: number;
  /** `undefined` if there is none to show. */
  readonly comparison?: Comparison | undefined;
}
