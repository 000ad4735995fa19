/**
 * Who scrapes regularly. A process that ends holds its last figures out until each of them has come once more: what was counted since
 * the last scrape would be in no time series.
 *
 *   scrape ──every──► scrape ──every──► scrape        regular: two at least, the last one not long ago
 *                                         │  the process is to end
 *                                         └── 1.5 × every at most ──► scrape, or given up ──► the port closes
 */

/** A scraper that has been silent for so many of its intervals has gone; in milliseconds at least. */
const GONE_AFTER = { intervals: 3, least: 30_000 };
/** How much later than usual a scrape may come; in milliseconds at least: a busy machine scrapes late. */
const PATIENCE = { intervals: 1.5, least: 10_000 };
/** Prometheus in pairs, and somebody who tries things out. */
const MOST_SCRAPERS = 8;

interface Scraper {
  /** Milliseconds of the clock. */
  last: number;
  every: number;
}

/** One for an administration port. */
export class ScrapeWatch {
  readonly #now: () => number;
  readonly #scrapers = new Map<string, Scraper>();
  readonly #awaited = new Set<string>();
  #since = Infinity;
  #allCame: () => void = () => undefined;

  /** @param now - milliseconds of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** `who` has been given figures that were read at `read`. Of more than {@link MOST_SCRAPERS} only the first are followed. */
  served(who: string, read: number): void {
    const known = this.#scrapers.get(who);
    if (known !== undefined) {
      known.every = read - known.last;
      known.last = read;
    } else if (this.#scrapers.size < MOST_SCRAPERS) this.#scrapers.set(who, { last: read, every: 0 });
    if (read >= this.#since && this.#awaited.delete(who) && this.#awaited.size === 0) this.#allCame();
  }

  /**
   * Resolves when each who scrapes regularly has been given the figures of now or later: with true, or with false if one has not come
   * in time, or within `most` milliseconds. At once if nobody does.
   */
  async lastScrape(most: number): Promise<boolean> {
    const now = this.#now();
    let wait = 0;
    for (const [who, { last, every }] of this.#scrapers) {
      if (every === 0 || now - last > Math.max(GONE_AFTER.least, GONE_AFTER.intervals * every)) continue;
      this.#awaited.add(who);
      wait = Math.max(wait, PATIENCE.least, last + PATIENCE.intervals * every - now);
    }
    if (this.#awaited.size === 0) return true;
    this.#since = now;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), Math.min(wait, most));
      timer.unref(); // the port that is waited on keeps the process; if that is closed, nobody can come
      this.#allCame = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
