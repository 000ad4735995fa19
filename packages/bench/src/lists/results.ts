import type { MachineDescription } from '../common/machine.ts';

/** What a run measured. All times in seconds, latencies in milliseconds. */
export interface ListsReport {
  readonly command: string;
  readonly revision: string;
  readonly machine: MachineDescription;
  readonly entries: number;
  readonly listBytes: number;
  readonly delivery: DeliveryTimes;
  readonly rollBack: RollBackTimes;
  readonly hostile: HostileResult;
}

/** From a signed list on an HTTPS server to a request that is blocked by it. */
export interface DeliveryTimes {
  /** `netvakt list update`: fetched, believed, parsed, guarded, sealed on the disk. */
  readonly update: number;
  /** CPU seconds; likewise `reloadCore`. */
  readonly updateCore: number;
  /** From SIGHUP: opened, parsed, compiled, published to every worker. */
  readonly reload: number;
  readonly reloadCore: number;
  /** The part for reading and compiling. */
  readonly compile: number;
  readonly total: number;
  /** Status of a page of the list afterwards: 451. */
  readonly statusAfter: number;
}

/** From that list back to the one before. */
export interface RollBackTimes {
  readonly command: number;
  readonly commandCore: number;
  readonly reload: number;
  readonly reloadCore: number;
  readonly total: number;
  readonly statusAfter: number;
}

/** Hostile deliveries while requests go through. */
export interface HostileResult {
  readonly deliveries: number;
  readonly refused: number;
  /** How often each reason was given. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly failed: number;
  readonly p99With: number;
  readonly p99Without: number;
}

/** What the run is meant to show. */
const TARGETS = { totalSeconds: 4, rollBackSeconds: 1, p99Milliseconds: 1, deliveries: 40 } as const;

/** A target and whether the run met it. */
export function verdictsOf({
  delivery,
  rollBack,
  hostile,
}: ListsReport): readonly (readonly [string, string, boolean])[] {
  const added = hostile.p99With - hostile.p99Without;
  return [
    [
      'from source to enforcing',
      `${delivery.total} s of ${TARGETS.totalSeconds} s`,
      delivery.total <= TARGETS.totalSeconds,
    ],
    ['rolled back', `${rollBack.total} s of ${TARGETS.rollBackSeconds} s`, rollBack.total <= TARGETS.rollBackSeconds],
    [
      'hostile deliveries refused',
      `${hostile.refused} of ${hostile.deliveries}`,
      hostile.refused === hostile.deliveries && hostile.deliveries >= TARGETS.deliveries,
    ],
    ['requests that failed', `${hostile.failed} of ${hostile.requests}`, hostile.failed === 0],
    [
      'p99 added meanwhile',
      `${added.toFixed(2)} ms of ${TARGETS.p99Milliseconds} ms`,
      added <= TARGETS.p99Milliseconds,
    ],
  ];
}
