/** What a run does; every number that a report needs to be repeated. */
export interface ScrapeSettings {
  readonly markets: number;
  /** Each applies in every market: the most series that so many lists can have. */
  readonly lists: number;
  /** Hosts of each list. */
  readonly entries: number;
  /** Timed scrapes, under load and without it. */
  readonly samples: number;
  /** Scrapes before them, that are not timed. */
  readonly warmUp: number;
  /** Milliseconds from one scrape's end to the next. */
  readonly pause: number;
  /** Clients that ask for pages that pass, each on a connection that it keeps. */
  readonly passing: number;
  /** Clients that ask for listed pages, each time on a new connection, as a block ends it. */
  readonly blocked: number;
  /** Milliseconds that a client rests between two requests. */
  readonly rest: number;
  /** Connections that have made one request and stay open. */
  readonly idle: number;
}

/** Within a minute: a scrape every 50 ms, where Prometheus has one every 15 s. */
export const FULL_SCRAPE: ScrapeSettings = {
  markets: 8,
  lists: 20,
  entries: 1000,
  samples: 300,
  warmUp: 20,
  pause: 50,
  passing: 8,
  blocked: 8,
  rest: 5,
  idle: 2000,
};
