import type { NodeName } from '../boxes/addresses.ts';
import type { RequestSeen } from '../boxes/load.ts';
import type { Change } from '../boxes/speaker.ts';
import type { ScenarioVerdict } from '../scenarios/scenario.ts';

/** What Prometheus has counted, in addition to what the subscribers saw. */
export interface Scraped {
  /** Blocked requests of the processes that live. */
  readonly blocked: number;
  /** Nodes with a process that answers. */
  readonly up: number;
}

/** One run, whole. */
export interface Result {
  readonly begun: number;
  readonly verdicts: readonly ScenarioVerdict[];
  readonly seen: readonly RequestSeen[];
  readonly scraped: Scraped;
  /** When each node's routes came and went. */
  readonly changes: Readonly<Record<NodeName, readonly Change[]>>;
}
