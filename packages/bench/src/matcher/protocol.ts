/** The child processes of a run: the module of each, what it is asked, and what it answers. */

import type { ListShape } from '@netvakt/fixtures';
import type { Role } from '../common/child.ts';
import type { ListName } from './corpus/files.ts';

export const CORPUS_ROLE: Role<CorpusTask, CorpusMade> = { module: new URL('corpus/make.ts', import.meta.url) };
export const BUILD_ROLE: Role<BuildTask, Built> = { module: new URL('measure/build-child.ts', import.meta.url) };
export const CASE_ROLE: Role<CaseTask, CaseAnswer> = { module: new URL('measure/case-child.ts', import.meta.url) };
export const SWAP_ROLE: Role<SwapTask, Swapped> = { module: new URL('measure/swap-child.ts', import.meta.url) };

export interface CorpusTask {
  readonly folder: string;
  readonly list: ListShape;
  readonly cases: readonly { readonly name: string; readonly requests: number }[];
}

export interface CorpusMade {
  /** SHA-256 of the list's bytes. */
  readonly digest: string;
  readonly bytes: number;
}

export interface BuildTask {
  readonly folder: string;
  readonly list: ListName;
  readonly engine: string;
  /** The name under which to leave the compiled form, if there is one. */
  readonly compiled: string;
  readonly matcher: string | undefined;
}

export interface Built {
  /** From lines in memory to the first lookup. */
  readonly buildMillis: number;
  readonly buildSteps: Readonly<Record<string, number>>;
  /** Growth of heap and buffers, lines of the list not counted unless the engine keeps them. */
  readonly residentBytes: number;
  /** What lookups read: the engine's own figure, or `residentBytes`. */
  readonly hotBytes: number;
  readonly savedBytes: number | undefined;
  /** From the compiled form in memory to the first lookup; median of several. */
  readonly loadMillis: number | undefined;
  readonly defect: string | undefined;
}

/** What a case's child is asked. */
export type CaseTask = PrepareTask | RoundTask;

export type CaseAnswer = Prepared | Round;

export interface PrepareTask {
  readonly step: 'prepare';
  readonly folder: string;
  readonly list: ListName;
  readonly case: string;
  readonly engine: string;
  /** The name under which the compiled form is stored, if there is one. */
  readonly compiled: string;
  readonly matcher: string | undefined;
  /** Requests of one round; those of the first `warmRounds` rounds are for warming up. */
  readonly requestsPerRound: number;
  readonly warmRounds: number;
  /** A round of a slow engine looks up fewer requests, so as to end in about this time. */
  readonly roundMillis: number;
}

export interface RoundTask {
  readonly step: 'round';
  /** From 0. */
  readonly round: number;
}

export interface Prepared {
  readonly step: 'prepare';
  /** Lookups of each round. */
  readonly lookups: number;
  readonly checked: number;
  /** The number of wrong answers among those checked. Above 0 there is nothing worth timing. */
  readonly disagreements: number;
  readonly bytesPerLookup: number;
}

export interface Round {
  readonly step: 'round';
  readonly nanoseconds: number;
  readonly lookups: number;
  readonly disagreements: number;
}

export interface SwapTask {
  readonly folder: string;
  readonly list: ListName;
  readonly case: string;
  readonly compiled: string;
  readonly matcher: string | undefined;
  readonly swaps: number;
}

export interface Swapped {
  readonly stallMillisMedian: number;
  readonly stallMillisMax: number;
  readonly idleMillisMax: number;
}
