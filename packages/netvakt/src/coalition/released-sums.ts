/**
 * What an aggregator has released. Its home remembers it: whoever can write into the folder could take a sum away there, and a second
 * sum of the same edition over other members would give away the difference.
 */
import type { ListedStore } from '@netvakt/coalition';
import { OperatorError } from '../base/operator-error.ts';
import type { CoalitionHome } from './home.ts';
import { sumPath } from './round-files.ts';

const MOST_EDITIONS = 99;

/** The sums of one aggregator in one quarter. */
export class ReleasedSums {
  readonly #home: CoalitionHome;
  readonly #store: ListedStore;
  readonly #quarter: string;
  readonly #party: string;

  constructor(home: CoalitionHome, store: ListedStore, quarter: string, party: string) {
    this.#home = home;
    this.#store = store;
    this.#quarter = quarter;
    this.#party = party;
  }

  /** Puts back what the folder has lost. @throws OperatorError ERR_COALITION - the folder has another file in its place. */
  async restore(): Promise<void> {
    for (let edition = 1; edition <= MOST_EDITIONS; edition += 1) {
      const text = await this.#home.sum(this.#quarter, edition);
      if (text === undefined) return;
      await this.#put(edition, text);
    }
  }

  /** Keeps a new sum, then puts it into the folder. @throws OperatorError ERR_COALITION - there is another. */
  async release(edition: number, text: string): Promise<void> {
    await this.keep(edition, text);
    await this.#put(edition, text);
  }

  /** Keeps a sum that is in the folder, and verified: an older program kept none at home, and a home may be an old copy. */
  async keep(edition: number, text: string): Promise<void> {
    if (await this.#home.keepSum(this.#quarter, edition, text)) return;
    throw this.#another(edition);
  }

  async #put(edition: number, text: string): Promise<void> {
    const outcome = await this.#store.create(sumPath(this.#quarter, this.#party, edition), Buffer.from(text));
    if (outcome === 'taken') throw this.#another(edition);
  }

  #another(edition: number): OperatorError {
    return new OperatorError('ERR_COALITION', {
      found: `${sumPath(this.#quarter, this.#party, edition)} is not the sum that this home has released for edition ${edition}`,
      remedy:
        'Find out who changed the folder. Then remove that file and run the command again: it puts the released sum back',
    });
  }
}
