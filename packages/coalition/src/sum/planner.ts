/** What an aggregator may add to what it has released of a quarter before. */
import { createHash } from 'node:crypto';
import { CoalitionError } from '../document/error.ts';
import { Layout, SLOTS } from '../policy/layout.ts';
import { planRelease } from '../release/plan.ts';
import type { Contribution, FigureOutcome, OpenedEdition } from '../release/plan-input.ts';
import { addShares, sharesToText } from '../seal/shares.ts';
import type { OpenedSubmission, OpeningParty } from './collect.ts';
import type { EditionReason, SubmissionRef, SumPayload } from './documents.ts';

const LETTERS: readonly (readonly [string, FigureOutcome])[] = [
  ['r', 'released'],
  ['k', 'kept'],
  ['h', 'hidden'],
  ['m', 'missing'],
];
const OUTCOMES: ReadonlyMap<string, FigureOutcome> = new Map(LETTERS);

/** What a sum consists of. */
export type SumContent = Pick<SumPayload, 'reason' | 'outcomes' | 'contributors' | 'shares'>;

/** The plans of one aggregator for the next edition of a quarter. */
export class SumPlanner {
  readonly #opening: OpeningParty;
  readonly #layout: Layout;
  readonly #readable: ReadonlyMap<string, OpenedSubmission>;
  readonly #before: readonly OpenedEdition[];

  private constructor(opening: OpeningParty, readable: readonly OpenedSubmission[], sums: readonly SumPayload[]) {
    this.#opening = opening;
    this.#layout = new Layout(opening.signed.policy, opening.quarter);
    this.#readable = new Map(readable.map((one) => [one.digest, one]));
    this.#before = sums.map(({ submissions, outcomes }) => ({
      contributions: submissions.map((ref) => this.#opened(ref)),
      outcomes: Array.from(outcomes, (letter) => OUTCOMES.get(letter) ?? 'hidden'),
    }));
  }

  /**
   * Plans the edition after `sums`, which are this aggregator's own.
   *
   * @throws CoalitionError ERR_ROUND - a submission of an earlier edition is gone: nobody could know what a further one reveals.
   */
  static after(sums: readonly SumPayload[], readable: readonly OpenedSubmission[], opening: OpeningParty): SumPlanner {
    return new SumPlanner(opening, readable, sums);
  }

  /**
   * Returns the submissions with which most figures become new; `undefined` if none does. Those who join late are left out if they
   * are too few: else nobody else's correction could be released before more join.
   */
  choose(refs: readonly SubmissionRef[]): readonly SubmissionRef[] | undefined {
    const last = this.#before.at(-1);
    const members = new Set(last?.contributions.map(({ member }) => member));
    const candidates = last === undefined ? [refs] : [refs, refs.filter(({ member }) => members.has(member))];
    const [best] = candidates
      .map((submissions) => ({ submissions, fresh: this.#freshFigures(submissions) }))
      .toSorted((a, b) => b.fresh - a.fresh);
    return best === undefined || best.fresh === 0 ? undefined : best.submissions;
  }

  /** Adds the shares of these submissions, for the figures that may be released. */
  sum(chosen: readonly OpenedSubmission[]): SumContent {
    const outcomes = this.#plan(chosen);
    const total = new BigUint64Array(this.#layout.length);
    for (const { shares } of chosen) addShares(total, shares);
    const released = [...outcomes.keys()].filter((figure) => outcomes[figure] === 'released');
    const slots = released.flatMap((figure) => [...total.subarray(figure * SLOTS, (figure + 1) * SLOTS)]);
    return {
      reason: this.#reasonOf(chosen),
      outcomes: outcomes.map((outcome) => letterOf(outcome)).join(''),
      contributors: released.map((figure) => chosen.filter((one) => this.#hasFigure(one, figure)).length),
      shares: sharesToText(BigUint64Array.from(slots)),
    };
  }

  #plan(contributions: readonly OpenedSubmission[]): readonly FigureOutcome[] {
    const { policy } = this.#opening.signed;
    const byMember = new Map(contributions.map((one) => [one.member, one.shares]));
    const figureOf = (member: string, cell: number): number => Number(byMember.get(member)?.[cell * SLOTS] ?? 0n);
    const plain = policy.mode === 'trustee' ? { figureOf } : {};
    return planRelease({ policy, layout: this.#layout, contributions, before: this.#before, ...plain });
  }

  /** Figures that would be released, and have not been with the same addends. */
  #freshFigures(refs: readonly SubmissionRef[]): number {
    const contributions = refs.map((ref) => this.#opened(ref));
    const outcomes = this.#plan(contributions);
    return outcomes.filter((outcome, figure) => {
      if (outcome !== 'released') return false;
      const last = this.#before.findLast((edition) => edition.outcomes[figure] === 'released');
      return last === undefined || this.#addends(last.contributions, figure) !== this.#addends(contributions, figure);
    }).length;
  }

  #addends(contributions: readonly Contribution[], figure: number): string {
    const cells = this.#layout.cellsOf(figure);
    // A member without this figure does not change its sum, so a new submission of that member does not matter here.
    return contributions
      .filter((one) => this.#hasFigure(one, figure))
      .map(({ member, versions }) => `${member} ${cells.map((cell) => versions[cell] ?? 0).join(' ')}`)
      .toSorted()
      .join();
  }

  #hasFigure({ versions }: Contribution, figure: number): boolean {
    return this.#layout.cellsOf(figure).some((cell) => (versions[cell] ?? 0) > 0);
  }

  #reasonOf(chosen: readonly Contribution[]): EditionReason {
    const last = this.#before.at(-1);
    if (last === undefined) return 'first';
    const revisions = new Map(last.contributions.map(({ member, revision }) => [member, revision]));
    const isLate = chosen.some(({ member }) => !revisions.has(member));
    const isCorrected = chosen.some(({ member, revision }) => revision > (revisions.get(member) ?? revision));
    if (isLate && isCorrected) return 'late-and-correction';
    return isLate ? 'late' : 'correction';
  }

  #opened({ member, digest }: SubmissionRef): OpenedSubmission {
    const found = this.#readable.get(digest);
    if (found !== undefined) return found;
    throw new CoalitionError('ERR_ROUND', {
      found: `A submission of ${member} that an earlier edition of ${this.#opening.quarter} holds is no longer here`,
      remedy:
        'Copy it back from the other aggregator or from a backup: without it nobody can know what a further edition gives away',
    });
  }
}

/** How a submission is named to the other aggregator. */
export function refOf({ member, revision, digest, versions }: OpenedSubmission): SubmissionRef {
  return { member, revision, digest, versions: createHash('sha256').update(versions).digest('hex') };
}

function letterOf(outcome: FigureOutcome): string {
  return LETTERS.find(([, name]) => name === outcome)?.[0] ?? 'h';
}
