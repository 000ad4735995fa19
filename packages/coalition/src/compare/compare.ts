/**
 * A member's own ratios against those of all members together, made in its own house: nobody learns that it looked, nor its position.
 * There is no rank: with five members, that would be a guess at the four others.
 */
import { indicatorOf } from '../indicator/table.ts';
import { EVERY } from '../policy/layout.ts';
import type { PolicyIndicator } from '../policy/policy.ts';
import type { OperatorReport } from '../report/report.ts';
import { binOf } from '../seal/figures.ts';
import type { EditionFigure, EditionPayload } from '../sum/edition.ts';
import { ratioText } from '../sum/ratio.ts';

/** One figure, own and of all. */
export interface ComparedFigure {
  readonly indicator: string;
  /** A market, or `all`. */
  readonly market: string;
  /** `2026-07`, or `all`. */
  readonly month: string;
  /** The ratio is for so many of the denominator. */
  readonly per: number;
  /** Which direction is an improvement. */
  readonly better: 'more' | 'less' | 'neither';
  /** `undefined` if the member has no such figure. */
  readonly own: string | undefined;
  /** Ratio of the sums of all members; `undefined` if it is not released. */
  readonly all: string | undefined;
  readonly status: EditionFigure['status'];
  readonly contributors: number | undefined;
  /** The bin of the own ratio, from 0. */
  readonly ownBin: number | undefined;
  /** Upper bounds of all bins but the last, and members in each. */
  readonly bounds: readonly number[];
  readonly bins: readonly number[] | undefined;
}

/** Compares a report with an edition of the same quarter. Figures that neither has are left out. */
export function compareWithEdition(report: OperatorReport, edition: EditionPayload): readonly ComparedFigure[] {
  const indicators = new Map(edition.indicators.map((indicator) => [indicator.id, indicator]));
  return edition.figures.flatMap((figure) => {
    const indicator = indicators.get(figure.indicator);
    if (indicator === undefined) return [];
    const [numerator, denominator] = ownCounts(report, figure, edition);
    const isOwn = denominator > 0n;
    if (!isOwn && figure.status !== 'value') return [];
    return [
      {
        ...sharedPart(figure, indicator),
        own: isOwn ? ratioText(numerator, denominator, indicator.per) : undefined,
        ownBin: binOf(indicator, numerator, denominator),
      },
    ];
  });
}

/** The label of a bin, as `100 to 300`. */
export function binLabel(bounds: readonly number[], bin: number): string {
  const [from, to] = [bounds[bin - 1], bounds[bin]];
  if (to === undefined) return from === undefined ? 'any' : `${from} and more`;
  return from === undefined ? `below ${to}` : `${from} to ${to}`;
}

function sharedPart(figure: EditionFigure, { id, per, bins }: PolicyIndicator): Omit<ComparedFigure, 'own' | 'ownBin'> {
  const isShown = figure.status === 'value';
  return {
    indicator: id,
    market: figure.market,
    month: figure.month,
    per,
    better: indicatorOf(id)?.better ?? 'neither',
    all: isShown ? figure.ratio : undefined,
    status: figure.status,
    contributors: figure.contributors,
    bounds: bins,
    bins: isShown ? figure.bins : undefined,
  };
}

function ownCounts(
  { observations }: OperatorReport,
  { indicator, market, month }: EditionFigure,
  { figures }: EditionPayload,
): [numerator: bigint, denominator: bigint] {
  const markets = new Set(figures.map((one) => one.market));
  const mine = observations.filter(
    (one) =>
      one.indicator === indicator &&
      (one.market === market || (market === EVERY && markets.has(one.market))) &&
      (one.month === month || month === EVERY),
  );
  const sum = (side: 'numerator' | 'denominator'): bigint =>
    mine.reduce((total, one) => total + BigInt(one[side] ?? 0), 0n);
  return [sum('numerator'), sum('denominator')];
}
