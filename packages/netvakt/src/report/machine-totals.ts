/** What the store of one machine holds, as far as a report needs it. */
export interface MachineTotals {
  readonly rows: readonly {
    readonly day: string;
    readonly market: string;
    /** Empty for the figure of the market itself. */
    readonly list: string;
    readonly unit: string;
    readonly count: number;
  }[];
  readonly definitions: readonly { readonly day: string }[];
  /** How blocked TLS handshakes ended. */
  readonly endings: readonly { readonly day: string; readonly ending: string }[];
  readonly service: readonly {
    readonly day: string;
    readonly market: string;
    readonly indicator: string;
    readonly numerator: number;
    readonly denominator: number;
    readonly write: 'add' | 'set';
  }[];
  readonly firstDay: string | undefined;
}

/** Reads how machines served. The feature that keeps totals is handed over by the registry of commands. */
export type ReadTotals<Machine extends MachineTotals = MachineTotals> = (
  paths: readonly string[],
  since: string,
  until: string,
) => readonly Machine[];
