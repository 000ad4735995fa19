import type { Seen } from '../boxes/load.ts';
import type { Change, NodeName } from '../boxes/node.ts';
import type { Verdict } from '../scenarios/scenario.ts';

/** What Prometheus has counted, beside what the subscribers saw. */
export interface Scraped {
  /** Blocked requests of the processes that live. */
  readonly blocked: number;
  /** Nodes with a process that answers. */
  readonly up: number;
}

/** One run, whole. */
export interface Result {
  readonly begun: number;
  readonly verdicts: readonly Verdict[];
  readonly seen: readonly Seen[];
  readonly scraped: Scraped;
  /** When each node's routes came and went. */
  readonly changes: Readonly<Record<NodeName, readonly Change[]>>;
}
