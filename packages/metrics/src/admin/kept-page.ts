import type { Overview } from '../overview/model.ts';
import type { AdminAnswer } from './answer.ts';

/**
 * For how long the operator's page is shown again, in milliseconds. To draw it takes some 65 ms of the main thread, so a reload
 * loop would take that thread whole, with lists, health and scrapes on it; drawn once in 5 s it is 1.3 % at most.
 */
const KEPT_FOR = 5_000;

/** The operator's page, drawn anew when it is older than {@link KEPT_FOR}. The chart library is loaded by the first who looks. */
export class KeptPage {
  readonly #overview: () => Overview;
  readonly #now: () => number;
  #answer: AdminAnswer | undefined;
  #drawn = 0;

  /** @param now - milliseconds of a clock that only goes forward. */
  constructor(overview: () => Overview, now: () => number = () => performance.now()) {
    this.#overview = overview;
    this.#now = now;
  }

  async answer(): Promise<AdminAnswer> {
    const { PAGE_POLICY, renderOverview } = await import('../overview/page.ts');
    // No `await` below: of many who ask at once, one draws.
    if (this.#answer !== undefined && this.#now() - this.#drawn < KEPT_FOR) return this.#answer;
    this.#answer = {
      status: 200,
      contentType: 'text/html; charset=utf-8',
      body: renderOverview(this.#overview()),
      headers: { 'content-security-policy': PAGE_POLICY, 'referrer-policy': 'no-referrer' },
    };
    this.#drawn = this.#now();
    return this.#answer;
  }
}
