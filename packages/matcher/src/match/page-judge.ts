/** The verdict of path rules and text prefixes on a target, in each form in which it may be served. */
import { isWorthWriting } from '../canonical/acting-folds.ts';
import { ALTERNATE_FOLDS, PRIMARY } from '../canonical/forms.ts';
import type { Target } from '../canonical/target.ts';
import type { PathWalk } from './path-walk.ts';
import { ALLOWED, NONE } from './rule-index.ts';
import type { TextWalk } from './text-walk.ts';

const QUESTION = 0x3f;

/** Judges pages of the host that the walks have entered. */
export class PageJudge {
  /** Whether prefixes of text may name pages of that host. */
  hasTexts = false;
  readonly #paths: PathWalk;
  readonly #texts: TextWalk | undefined;
  readonly #target: Target;

  constructor(paths: PathWalk, texts: TextWalk | undefined, target: Target) {
    this.#paths = paths;
    this.#texts = texts;
    this.#target = target;
  }

  /** Judges a path: as {@link PathWalk.judge}, and then by prefixes of text. */
  judge(bytes: Uint8Array, start: number, end: number, canonical: boolean): boolean {
    if (!this.#paths.judge(bytes, start, end, canonical)) return false;
    if (this.hasTexts) this.#texts?.judge(bytes, start, canonical ? end : endOfText(bytes, start, end));
    return true;
  }

  /** The verdict of the most specific rule of the path judged last: NONE, ALLOWED or a handle. */
  verdict(): number {
    const { verdict, rank } = this.#paths;
    const texts = this.#texts;
    if (!this.hasTexts || texts === undefined || texts.rank < rank) return verdict;
    return texts.rank > rank || texts.verdict === ALLOWED ? texts.verdict : verdict;
  }

  /**
   * Judges the target in each form in which it may be served, the primary one first, and returns the handle of the rule that denies, or 0.
   * A deny rule that covers any form covers the request; an allow rule has to cover all of them, or "allowed/..;/denied" would be let
   * through.
   *
   * @param ofHost - what holds for the whole host, and so for a form that no path rule covers
   */
  judgeForms(ofHost: number): number {
    const primary = this.#target.writeForm(PRIMARY);
    let handle = this.#judgeWritten(primary, ofHost);
    if (handle !== 0) return handle;
    const acting = this.#target.actingFolds();
    if (acting === 0) return 0; // most requests: no other form is worth writing
    this.#target.keepPrimary(primary);
    for (let form = 0; form < ALTERNATE_FOLDS.length && handle === 0; form += 1) {
      const folds = ALTERNATE_FOLDS[form] as number;
      if (!isWorthWriting(folds, acting)) continue;
      const length = this.#target.writeForm(folds);
      if (!this.#target.isPrimary(length)) handle = this.#judgeWritten(length, ofHost);
    }
    return handle;
  }

  /** The form that was written last. */
  #judgeWritten(length: number, ofHost: number): number {
    this.judge(this.#target.form, 0, length, true);
    const verdict = this.verdict();
    return verdict === NONE ? ofHost : Math.max(verdict, 0);
  }
}

/** The end of the target `bytes[start, end)` without an empty query: that is none, and its '?' is in no canonical form. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  const last = end - 1;
  return bytes[last] === QUESTION && bytes.indexOf(QUESTION, start) === last ? last : end;
}
