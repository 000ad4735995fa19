/** One ratio of a quarter: this operator's, and that of all members of the coalition together. */
export interface ComparedRatio {
  /** An indicator and a market of the coalition's policy. */
  readonly indicator: string;
  readonly market: string;
  /** The ratio is for so many of the denominator. */
  readonly per: number;
  /** `null` if there is none, or if it is not released. */
  readonly own: number | null;
  readonly all: number | null;
  /** Members behind `all`. */
  readonly contributors: number;
  /** Ranges with members in them, and the own one; empty if they are not released. */
  readonly bins: readonly { readonly range: string; readonly members: number; readonly isOwn: boolean }[];
}

/** The newest comparison with the coalition. */
export interface Comparison {
  /** `2026-Q3.1`. */
  readonly edition: string;
  /** How blocked TLS handshakes end here, and at the members; `undefined` if the comparison does not contain it. */
  readonly tls_block?: { readonly own: readonly string[]; readonly members: readonly string[] } | undefined;
  readonly rows: readonly ComparedRatio[];
}
