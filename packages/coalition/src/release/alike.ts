import { createHash } from 'node:crypto';
import type { PlanInput } from './plan-input.ts';

/**
 * Finds indicators for which everything that a plan looks at is the same: who has which figures since when, who publishes them, and
 * what became of them before. Most are alike, because a member that reports one indicator reports all; so a plan is made once.
 */
export class AlikeIndicators {
  readonly #input: PlanInput;
  readonly #seen = new Map<string, number>();

  constructor(input: PlanInput) {
    this.#input = input;
  }

  /** An indicator that was asked for before and is like this one; `undefined` for the first of its kind, and if figures count. */
  before(indicator: number): number | undefined {
    if (this.#input.figureOf !== undefined) return undefined;
    const key = this.#keyOf(indicator);
    const known = this.#seen.get(key);
    if (known === undefined) this.#seen.set(key, indicator);
    return known;
  }

  #keyOf(indicator: number): string {
    const { layout, policy, contributions, before } = this.#input;
    const [from, to] = [layout.figureAt(indicator, 0, 0), layout.figureAt(indicator + 1, 0, 0)];
    const id = policy.indicators[indicator]?.id ?? '';
    const key = createHash('sha256');
    for (const { publishes } of policy.members) key.update(publishes.includes(id) ? '1' : '0');
    for (const { member, versions } of contributions) key.update(`${member} `).update(versions.subarray(from, to));
    for (const edition of before) {
      key.update(`edition ${edition.outcomes.slice(from, to).join(' ')}`);
      for (const { member, versions } of edition.contributions)
        key.update(`${member} `).update(versions.subarray(from, to));
    }
    return key.digest('base64');
  }
}
