/** Pages of several days; `null` if nothing is known of any of them. */
export interface DaysTotals {
  readonly pages: number | null;
  readonly days_known: number;
}

/** One market, since the start of the process. */
export interface MarketTotals {
  readonly market: string;
  readonly requests: number;
  readonly attempts: number;
  readonly pages: number;
  readonly inspected: number;
  readonly uninspectable: number;
  /** In which days begin. */
  readonly time_zone: string;
  /** Pages by day; days of which nothing is known are left out. */
  readonly days: readonly { readonly day: string; readonly pages: number }[];
  readonly last_7_days: DaysTotals;
  readonly this_month: DaysTotals;
}

/** One list. Times are RFC 3339 in UTC; `null`: never, or none. */
export interface ListTotals {
  readonly list: string;
  readonly version: string | null;
  readonly rules: number;
  readonly last_success: string | null;
  readonly expiry: string | null;
  readonly failing: boolean;
  readonly waiting: boolean;
  readonly in_shadow: boolean;
}

/** Totals as one JSON document: sums, ids and closed words, in the names of the file. No entry, no host, no client. See `docs/operating/without-prometheus.md`. */
export interface TotalsDocument {
  readonly schema: 1;
  readonly at: string;
  readonly statistics_at: string | null;
  readonly version: string;
  readonly commit: string;
  readonly ready: boolean;
  readonly route: boolean;
  readonly reasons: readonly string[];
  readonly counted: {
    readonly window_seconds: number;
    readonly ipv6_prefix_length: number;
    readonly attempts_per_client_day: number;
    readonly interval_seconds: number;
    /** Since the start; the last one is in force. */
    readonly tls_block: readonly string[];
  };
  readonly rules: number;
  readonly markets: readonly MarketTotals[];
  readonly lists: readonly ListTotals[];
  readonly probes: readonly { readonly market: string; readonly protocol: string; readonly blocked: boolean | null }[];
  readonly uninspectable: readonly { readonly reason: string; readonly count: number }[];
  readonly workers: { readonly wanted: number; readonly running: number; readonly restarts: number };
  readonly connections: { readonly active: number; readonly limit: number };
  readonly overload_seconds: number;
}
