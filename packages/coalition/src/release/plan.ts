/**
 * Which figures of a quarter may be released, from what both aggregators know: who takes part, who submitted what when, and what was
 * released before. No figure is looked at in blind mode, so both come to the same plan.
 */
import { EVERY } from '../policy/layout.ts';
import { AlikeIndicators } from './alike.ts';
import { type Blocks, chooseBlocks } from './blocks.ts';
import { isDominatedBy, isReleasable } from './dominance.ts';
import { KnownSums } from './known-sums.ts';
import type { Addend, ReleaseRule } from './linked.ts';
import type { Contribution, FigureOutcome, OpenedEdition, PlanInput } from './plan-input.ts';

const MONTHS = 3;

/** Returns what becomes of each figure. About 0.1 s for 100 indicators, 17 markets and 40 members. */
export function planRelease(input: PlanInput): readonly FigureOutcome[] {
  const plan = new Plan(input);
  const alike = new AlikeIndicators(input);
  for (const group of input.layout.groups) {
    const [indicator = 0] = group;
    const twin = group.length === 1 ? alike.before(indicator) : undefined;
    if (twin === undefined) plan.addGroup(group);
    else plan.copy(twin, indicator);
  }
  return plan.outcomes;
}

class Plan {
  readonly outcomes: FigureOutcome[];
  readonly #input: PlanInput;
  /** Ids of the members who publish an indicator, by its position. */
  readonly #open: readonly ReadonlySet<string>[];

  constructor(input: PlanInput) {
    this.#input = input;
    this.outcomes = input.layout.figures.map(() => 'missing');
    const { indicators, members } = input.policy;
    this.#open = indicators.map(
      (one) => new Set(members.filter(({ publishes }) => publishes.includes(one.id)).map(({ id }) => id)),
    );
  }

  /** Gives an indicator what another, which is in the same situation, got. */
  copy(from: number, to: number): void {
    const { layout } = this.#input;
    const width = layout.figureAt(1, 0, 0);
    for (let i = 0; i < width; i += 1) this.outcomes[to * width + i] = this.outcomes[from * width + i] ?? 'hidden';
  }

  /** Indicators that share a count, one after the other: each is judged with what the ones before release. */
  addGroup(group: readonly number[]): void {
    let known = months().map((month) => KnownSums.of(this.#rule(group, month), this.#sumsBefore(group, month)));
    for (const indicator of group) known = this.#addIndicator(indicator, known);
  }

  #addIndicator(indicator: number, known: readonly KnownSums[]): KnownSums[] {
    const sumOf = (block: readonly number[], month: number): Addend[] =>
      this.#addends(this.#input.contributions, indicator, block, month);
    const { alone, rest, isTotal } = this.#blocksBefore(indicator) ?? this.#newBlocks(known, sumOf);
    const all = this.#input.layout.markets;
    const isRenewed = new Map<number, boolean[]>([...alone, ...(isTotal ? [all] : [])].map((market) => [market, []]));
    const after = known.map((sums, month) => {
      let [reached, isWhole] = [sums, true];
      for (const block of [...alone.map((market) => [market]), ...(isTotal ? [rest] : [])]) {
        const next = reached.with(sumOf(block, month));
        // The rest is known with the sum over all markets, which is released only if every part of it is.
        const isRest = block === rest;
        const isReleased = next !== undefined && (!isRest || isWhole);
        if (isReleased) reached = next;
        else isWhole = false;
        isRenewed.get(isRest ? all : (block[0] ?? all))?.push(isReleased);
      }
      return reached;
    });
    for (let market = 0; market <= all; market += 1) this.#writeRow(indicator, market, isRenewed.get(market));
    return after;
  }

  /** One market over the months. The quarter is released if all its months are, of which it is the sum. */
  #writeRow(indicator: number, market: number, renewed: readonly boolean[] | undefined): void {
    const { layout, before } = this.#input;
    const isReleased = renewed === undefined ? [] : [...renewed, renewed.every(Boolean)];
    for (let month = 0; month <= MONTHS; month += 1) {
      const figure = layout.figureAt(indicator, market, month);
      const wasReleased = before.some(({ outcomes }) => outcomes[figure] === 'released');
      const isThere = this.#hasAny(figure);
      if (isReleased[month] === true && isThere) this.outcomes[figure] = 'released';
      else if (wasReleased) this.outcomes[figure] = 'kept';
      else this.outcomes[figure] = isThere && isReleased[month] !== true ? 'hidden' : 'missing';
    }
  }

  /**
   * The blocks of the first edition that released anything of the indicator. They stay: other blocks would be further sums of the
   * same figures.
   */
  #blocksBefore(indicator: number): Blocks | undefined {
    const { layout, before } = this.#input;
    const first = before.find((edition) => this.#releasedMarkets(edition, indicator).length > 0);
    if (first === undefined) return undefined;
    const released = this.#releasedMarkets(first, indicator);
    const alone = released.filter((market) => market < layout.markets);
    const rest = range(layout.markets).filter((market) => !alone.includes(market));
    return { alone, rest, isTotal: released.includes(layout.markets) };
  }

  #newBlocks(known: readonly KnownSums[], sumOf: (block: readonly number[], month: number) => Addend[]): Blocks {
    const { policy, layout } = this.#input;
    const weightOf = (market: number): number => {
      const name = policy.markets[market] ?? EVERY;
      return policy.members.reduce((sum, { subscriptions }) => sum + (subscriptions[name] ?? 0), 0);
    };
    return chooseBlocks(layout.markets, weightOf, known, (reached, block) => {
      const next = reached.map((sums, month) => sums.with(sumOf(block, month)));
      return next.every((sums) => sums !== undefined) ? next : undefined;
    });
  }

  /** `all` is given as one more than the last market. */
  #releasedMarkets({ outcomes }: OpenedEdition, indicator: number): number[] {
    const { layout } = this.#input;
    return range(layout.markets + 1).filter((market) =>
      months().some((month) => outcomes[layout.figureAt(indicator, market, month)] === 'released'),
    );
  }

  /** What earlier editions published of a month. */
  #sumsBefore(group: readonly number[], month: number): Addend[][] {
    const { layout, before } = this.#input;
    return before.flatMap(({ contributions, outcomes }) =>
      group.flatMap((indicator) => {
        const isReleased = (market: number): boolean =>
          outcomes[layout.figureAt(indicator, market, month)] === 'released';
        const alone = range(layout.markets).filter(isReleased);
        const blocks = alone.map((market) => [market]);
        // Those that are in the sum over all markets: an empty one adds nothing.
        const rest = range(layout.markets).filter((market) => !alone.includes(market));
        if (isReleased(layout.markets)) blocks.push(rest);
        return blocks.map((block) => this.#addends(contributions, indicator, block, month));
      }),
    );
  }

  /** What of a block's sum nobody knows but its members. */
  #addends(from: readonly Contribution[], indicator: number, block: readonly number[], month: number): Addend[] {
    const { layout } = this.#input;
    return from.flatMap(({ member, versions }) =>
      block.flatMap((market) => {
        const version = versions[layout.figureAt(indicator, market, month)] ?? 0;
        const isKnown = version === 0 || this.#open[indicator]?.has(member) === true;
        return isKnown ? [] : [{ member, cell: String(market), version }];
      }),
    );
  }

  #rule(group: readonly number[], month: number): ReleaseRule {
    const { policy, layout, figureOf } = this.#input;
    const subscriptions = new Map(policy.members.map((member) => [member.id, member.subscriptions]));
    const weightIn = (member: string, market: number): number =>
      subscriptions.get(member)?.[policy.markets[market] ?? EVERY] ?? 0;
    const isSafe: ReleaseRule['isSafe'] = (addends) => {
      if (!isReleasable(weights(addends, weightIn), policy)) return false;
      if (figureOf === undefined) return true;
      return group.every((indicator) => {
        const figureIn = (member: string, market: number): number =>
          figureOf(member, layout.figureAt(indicator, market, month));
        return !isDominatedBy(weights(addends, figureIn), policy.dominance);
      });
    };
    return { isSafe, corrections: policy.corrections };
  }

  #hasAny(figure: number): boolean {
    const { layout, contributions } = this.#input;
    return contributions.some(({ versions }) => layout.cellsOf(figure).some((cell) => (versions[cell] ?? 0) > 0));
  }
}

/** What each member weighs in a sum. */
function weights(
  addends: readonly Pick<Addend, 'member' | 'cell'>[],
  weightIn: (member: string, market: number) => number,
): number[] {
  const byMember = new Map<string, number>();
  for (const { member, cell } of addends) {
    byMember.set(member, (byMember.get(member) ?? 0) + weightIn(member, Number(cell)));
  }
  return [...byMember.values()];
}

function months(): readonly number[] {
  return range(MONTHS);
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i);
}
