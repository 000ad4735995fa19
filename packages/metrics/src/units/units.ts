/** How requests are made into attempts and pages. Every HELP text that depends on it names the values. */
export interface Units {
  /** Blocked requests of one client for one item within this many seconds of the first are one attempt. */
  readonly windowSeconds: number;
  /** Clients whose IPv6 addresses share this many leading bits are one client. */
  readonly ipv6PrefixLength: number;
  /** Most attempts of one client and day that the bounded series count. */
  readonly attemptsPerClientDay: number;
  /** Seconds between two advances of the statistics series. 0: they advance at once, for demonstrations. */
  readonly intervalSeconds: number;
}

/** The units that apply if the configuration sets none. */
export const DEFAULT_UNITS: Units = {
  windowSeconds: 10,
  ipv6PrefixLength: 64,
  attemptsPerClientDay: 10,
  intervalSeconds: 3600,
};
