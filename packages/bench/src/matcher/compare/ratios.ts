/** This tree over another commit, per case: below 1 is faster. */

import { countInWords, figure, textTable } from '../../common/table.ts';
import type { MatcherReport, MatcherResult } from '../results.ts';

export interface Ratio {
  readonly engine: string;
  readonly case: string;
  readonly entries: number;
  readonly nsHere: number | null;
  readonly nsThere: number | null;
  /** Here over there. */
  readonly ratio: number | null;
  /** Whether the middle halves of the rounds lie apart: a smaller difference is noise. */
  readonly clear: boolean;
}

/** @param revision - behind the other tree's engines: `netvakt@1a2b3c4d5e6f`. */
export function ratiosOf({ results }: MatcherReport, revision: string): Ratio[] {
  return results
    .filter(({ engine }) => !engine.includes('@'))
    .flatMap((here) => {
      const there = results.find(
        (other) =>
          other.engine === `${here.engine}@${revision}` &&
          other.case === here.case &&
          other.entries === here.entries &&
          other.list === here.list,
      );
      return there === undefined ? [] : [ratioOf(here, there)];
    });
}

function ratioOf(here: MatcherResult, there: MatcherResult): Ratio {
  const comparable = here.nsMedian !== null && there.nsMedian !== null;
  return {
    engine: here.engine,
    case: here.case,
    entries: here.entries,
    nsHere: here.nsMedian,
    nsThere: there.nsMedian,
    ratio: comparable ? Number(((here.nsMedian ?? 0) / (there.nsMedian ?? 1)).toPrecision(3)) : null,
    clear: comparable && ((here.nsQ3 ?? 0) < (there.nsQ1 ?? 0) || (there.nsQ3 ?? 0) < (here.nsQ1 ?? 0)),
  };
}

export function ratiosText(ratios: readonly Ratio[], revision: string): string {
  const head = ['case', 'entries', 'engine', 'ns here', `ns ${revision}`, 'ratio', ''];
  return textTable(
    head,
    ratios.map((row) => [
      row.case,
      countInWords(row.entries),
      row.engine,
      figure(row.nsHere),
      figure(row.nsThere),
      figure(row.ratio),
      row.clear ? ((row.ratio ?? 1) < 1 ? 'faster' : 'SLOWER') : 'same',
    ]),
  );
}
