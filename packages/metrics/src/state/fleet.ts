/** What a look at a fleet's store can come to. A closed set: values of a label. */
export const FLEET_OUTCOMES = ['unchanged', 'delta', 'whole', 'kept', 'refused'] as const;

/** One look. */
export interface FleetLook {
  readonly outcome: (typeof FLEET_OUTCOMES)[number];
  /** Size of snapshots and deltas. */
  readonly bytes: number;
  /** Unix seconds until which the manifest counts; `undefined` if none was believed. */
  readonly expires: number | undefined;
  /** The reason it was refused: a member of the lists' vocabulary of failures. */
  readonly reason: string | undefined;
}

/** What the main thread of a node knows of its fleet. */
export class FleetLedger {
  readonly #looks = new Map<FleetLook['outcome'], number>();
  generation = 0;
  bytes = 0;
  /** Unix seconds; 0 before the first. */
  lastSuccess = 0;
  expires = 0;

  looked({ outcome, bytes, expires }: FleetLook, unixSeconds: number): void {
    this.#looks.set(outcome, this.looks(outcome) + 1);
    this.bytes += bytes;
    if (outcome !== 'refused') this.lastSuccess = unixSeconds;
    if (expires !== undefined) this.expires = expires;
  }

  /** `generation` is in force. */
  inForce(generation: number): void {
    this.generation = generation;
  }

  looks(outcome: FleetLook['outcome']): number {
    return this.#looks.get(outcome) ?? 0;
  }
}
