import type { AttackName } from './attacks.ts';

/** What a run does; every number that a report needs to be repeated. */
export interface FairnessSettings {
  readonly quick: boolean;
  /** Names of proxies and attacks; empty for all. */
  readonly only: readonly string[];
  /** A folder with another checkout, whose Netvakt takes part as `against`. */
  readonly against?: string | undefined;
  /** Connections of the attackers at one time. */
  readonly attackers: number;
  /** Connections of the client that behaves. */
  readonly neighbours: number;
  /** Mean pause of that client between an answer and its next request. */
  readonly pauseMillis: number;
  /** Rounds of each proxy: without an attack and then with it, in turns with the other proxies. */
  readonly rounds: number;
  readonly seconds: number;
}

/** Within three minutes on two cores. */
export const QUICK_FAIRNESS: FairnessSettings = {
  quick: true,
  only: [],
  attackers: 8,
  neighbours: 4,
  pauseMillis: 2,
  rounds: 4,
  seconds: 1,
};

/** About ten minutes. */
export const FULL_FAIRNESS: FairnessSettings = { ...QUICK_FAIRNESS, quick: false, rounds: 7, seconds: 3 };

/** What a round measured. */
export interface FairnessRound {
  readonly proxy: string;
  readonly attack: AttackName | 'none';
  readonly times: readonly number[];
  readonly failed: number;
  readonly bytes: number;
}
