/** Where the verdicts on queued packets go; they take effect together, at the end of a batch. */
export interface Verdicts {
  /** `mark`: of the flow from now on, FLOW_ALLOWED or FLOW_BLOCKED; 0 leaves it as it is. */
  accept(id: number, mark: number): void;
  drop(id: number): void;
  /** Lets `packet` go on in place of the one that is queued. */
  replace(id: number, packet: Uint8Array, mark: number): void;
  /** Sends a whole IP packet of our own, under whatever source address it has. */
  send(packet: Uint8Array): void;
}
