/** What the built-in prober has found in one market with one protocol. Times are Unix seconds, 0 if it never happened. */
export interface ProbeRecord {
  readonly market: string;
  readonly protocol: string;
  attempts: number;
  failures: number;
  lastSuccess: number;
  /** Whether the last probe was blocked as it should be; `undefined` before the first. */
  blocked: boolean | undefined;
}

/** The prober's findings, one record a market and protocol, all there from the start. */
export class ProbeLedger {
  readonly records: readonly ProbeRecord[];

  constructor(markets: readonly string[], protocols: readonly string[]) {
    this.records = markets.flatMap((market) =>
      protocols.map((protocol) => ({
        market,
        protocol,
        attempts: 0,
        failures: 0,
        lastSuccess: 0,
        blocked: undefined as boolean | undefined,
      })),
    );
  }

  /** A probe has ended. `blocked`: it was answered with the block that it asked for. */
  note(market: string, protocol: string, blocked: boolean, unixSeconds: number): void {
    const record = this.records.find((one) => one.market === market && one.protocol === protocol);
    if (record === undefined) return;
    record.attempts += 1;
    record.blocked = blocked;
    if (blocked) record.lastSuccess = unixSeconds;
    else record.failures += 1;
  }
}
