/** The two child processes of this bench: what they are asked, and what they answer. */
import type { Role } from '../common/child.ts';
import type { AttackName } from './attacks.ts';

/** Attackers and their origin. */
export const ATTACKERS: Role<AttackTask, AttackAnswer> = { module: new URL('attack-child.ts', import.meta.url) };

export type AttackTask =
  /** Answers with the port of the attackers' origin. */
  | { readonly step: 'origin' }
  | {
      readonly step: 'start';
      readonly attack: AttackName;
      readonly port: number;
      readonly host: string;
      readonly connections: number;
    }
  | { readonly step: 'stop' };

export interface AttackAnswer {
  readonly port: number;
  /** Bytes that reached the other side of the proxy since the start, and connections that were begun. */
  readonly bytes: number;
  readonly begun: number;
}

/** A client that behaves, and its origin. */
export const NEIGHBOUR: Role<NeighbourTask, NeighbourAnswer> = {
  module: new URL('neighbour-child.ts', import.meta.url),
};

export type NeighbourTask =
  | { readonly step: 'origin' }
  | {
      readonly step: 'ask';
      readonly port: number;
      readonly host: string;
      readonly connections: number;
      readonly seconds: number;
      readonly pauseMillis: number;
    };

export interface NeighbourAnswer {
  readonly port: number;
  /** Milliseconds from each request to its whole answer. */
  readonly times: readonly number[];
  /** Requests that had another answer, or none. */
  readonly failed: number;
}
