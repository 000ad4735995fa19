import { anonymous } from '../../base/anonymous.ts';
import type { Log } from '../../base/log.ts';
import type { Config } from '../../config/config.ts';
import type { StopPageSection } from '../../config/schema/block.ts';
import { type Fetched, type FetchSettings, fetchPage } from './fetch-page.ts';

/** A page that was fetched, by the market's index. */
export type FetchedPages = ReadonlyMap<number, Buffer>;

/** What the keeper needs from outside. */
export interface StopPageKeeperOptions {
  readonly log: Log;
  /** Called after a page has changed; it publishes. Not called again before it has ended. */
  readonly changed: () => Promise<void>;
  readonly fetch?: (settings: FetchSettings) => Promise<Fetched>;
}

interface Watch {
  readonly market: number;
  readonly name: string;
  readonly section: StopPageSection;
}

/**
 * Keeps copies of the operators' own stop pages, on the main thread: fetched at the start and then at each interval. The last
 * good copy stays whatever the server does later; before there is one, the built-in page is served.
 */
export class StopPageKeeper {
  readonly #log: Log;
  readonly #changed: () => Promise<void>;
  readonly #fetch: (settings: FetchSettings) => Promise<Fetched>;
  readonly #pages = new Map<number, { readonly url: string; readonly body: Buffer }>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #round = 0;

  constructor({ log, changed, fetch = fetchPage }: StopPageKeeperOptions) {
    this.#log = log;
    this.#changed = changed;
    this.#fetch = fetch;
  }

  /** The copies that belong to `config`: a page of another address is not the page that was asked for. */
  pagesFor({ reloadable }: Config): FetchedPages {
    const kept = [...this.#pages].filter(([market, { url }]) => {
      const section = reloadable.blocks[market]?.stopPage;
      return section?.mode === 'fetch' && section.url === url;
    });
    return new Map(kept.map(([market, { body }]) => [market, body]));
  }

  /** Follows `config` from now on; results of another configuration are dropped. */
  follow({ fixed, reloadable }: Config): void {
    this.stop();
    for (const [market, { stopPage: section }] of reloadable.blocks.entries()) {
      const name = fixed.markets[market] ?? '';
      if (section?.mode === 'redirect')
        this.#log.warn({ market: name }, 'blocked readers are redirected: whoever runs that page sees their addresses');
      if (section?.mode === 'fetch') void this.#watch({ market, name, section }, this.#round);
    }
  }

  /** Fetches no more. A fetch under way changes nothing any more. */
  stop(): void {
    this.#round += 1;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #watch(watch: Watch, round: number): Promise<void> {
    try {
      await this.#get(watch, round);
    } catch (error) {
      this.#log.warn({ market: watch.name, ...anonymous(error) }, 'stop page not put in force');
    }
    if (round !== this.#round) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#watch(watch, round);
    }, watch.section.everySeconds * 1000);
    timer.unref();
    this.#timers.add(timer);
  }

  async #get({ market, name, section }: Watch, round: number): Promise<void> {
    const { url, maxBytes, maxSeconds } = section;
    const fetched = await this.#fetch({ url, maxBytes, maxSeconds });
    if (round !== this.#round) return;
    const before = this.#pages.get(market);
    const served = before?.url === url ? 'the last good copy' : 'the built-in page';
    if (!fetched.ok) {
      const { reason, code } = fetched;
      this.#log.warn(
        { market: name, reason, ...(code === undefined ? {} : { code }), served },
        'stop page not fetched',
      );
      return;
    }
    if (before?.url === url && before.body.equals(fetched.body)) return;
    if (fetched.warnings.length > 0)
      this.#log.warn(
        { market: name, wants: fetched.warnings },
        'stop page needs resources that browsers must not load',
      );
    this.#pages.set(market, { url, body: fetched.body });
    await this.#changed();
    this.#log.info({ market: name, bytes: fetched.body.length }, 'stop page in force');
  }
}
