/** What the children of a run over own files are asked, and what they answer. */

import type { Role } from '../../common/child.ts';
import type { OwnFiles } from './corpus.ts';

export const OWN_ROLE: Role<OwnTask, OwnAnswer> = { module: new URL('child.ts', import.meta.url) };

export type OwnTask = OwnPrepareTask | OwnRoundTask;

export type OwnAnswer = OwnPrepared | OwnRound | OwnFailure;

export interface OwnPrepareTask {
  readonly step: 'prepare';
  readonly files: OwnFiles;
  readonly engine: string;
  readonly requestsPerRound: number;
  readonly rounds: number;
  readonly warmRounds: number;
  readonly roundMillis: number;
}

interface OwnRoundTask {
  readonly step: 'round';
  readonly case: string;
  /** From 0. */
  readonly round: number;
}

export interface OwnPrepared {
  readonly step: 'prepare';
  readonly fingerprint: string;
  /** The cases that the engine takes part in. */
  readonly cases: readonly {
    readonly name: string;
    readonly lookups: number;
    readonly checked: number;
    readonly disagreements: number;
    readonly bytesPerLookup: number;
  }[];
  /** By list: `domains` and `urls`. */
  readonly buildMillis: Readonly<Record<string, number>>;
}

export interface OwnRound {
  readonly step: 'round';
  readonly nanoseconds: number;
  readonly lookups: number;
  readonly disagreements: number;
}

/** The class of an error, and nothing of its message. */
interface OwnFailure {
  readonly step: 'failed';
  readonly what: string;
}
