import type { Comparison } from '../state/comparison.ts';
import type { TlsEnding } from '../state/endings.ts';
import type { Health } from '../state/health.ts';
import type { BuildInfo, ProcessStatus } from '../state/process.ts';
import type { Units } from '../units/units.ts';

/** Pages that were blocked in one market on one day of its own calendar. */
export interface DayPages {
  /** `2026-01-31`. */
  readonly day: string;
  readonly market: string;
  readonly pages: number;
}

/** Pages of several days. */
export interface DaysSum {
  /** `undefined` if nothing is known of any of the days. */
  readonly pages: number | undefined;
  /** How many of the `days` have figures. */
  readonly known: number;
  readonly days: number;
}

/** One market, over time and now. */
export interface MarketView {
  readonly market: string;
  /** Oldest first, the last one still running; `undefined` if nothing is known of a day. */
  readonly days: readonly { readonly day: string; readonly pages: number | undefined }[];
  /** In which its days begin, as `Europe/Stockholm`. */
  readonly timeZone: string;
  /** Seven days up to today, and the days of this month. */
  readonly week: DaysSum;
  readonly month: DaysSum;
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
  /** Unix seconds; 0 if it never happened, or was never set. */
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

/** Flows of which only the first packets come to the filter. */
export interface PacketView {
  /** Packets that came; nothing is shown if there are none. */
  readonly came: number;
  readonly held: number;
  /** Flows that are not decided now. */
  readonly pending: number;
  readonly outcomes: readonly NamedCount[];
  readonly dropped: readonly NamedCount[];
  /** Time to a verdict, by upper bound in seconds; one more count than bounds. */
  readonly verdicts: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
  readonly queues: ProcessStatus['queues'];
  readonly conntrack: ProcessStatus['conntrack'];
}

/** A member of a closed set, and how often it was. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Everything that the operator's page shows: numbers, ids and closed words. No entry, no client, no host. */
export interface Overview {
  /** Unix seconds of this view, and of the last advance of the statistics; 0 if they advance at once. */
  readonly at: number;
  readonly statisticsAt: number;
  readonly units: Units;
  /** How blocked TLS handshakes ended since the start; the last one is in force. */
  readonly endings: readonly TlsEnding[];
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
  /** Figures of mode packet, since the start. */
  readonly packets: PacketView;
  /** `undefined` if there is none to show. */
  readonly comparison?: Comparison | undefined;
}
