/** The texts of the pages in one language. Sentences contain no numbers: figures are in tables, so that no plural has to fit them. */
import type { EditionReason, IndicatorGroup, IndicatorUnit } from '@netvakt/coalition';

/** Plain text; only {@link PageWords.chart} has places for other texts. */
export interface PageWords {
  readonly title: string;
  readonly lead: string;
  readonly benchmarkTitle: string;
  readonly benchmarkLead: string;
  readonly languages: string;
  readonly contents: string;
  readonly asOf: string;
  readonly newest: string;
  readonly quarter: string;
  readonly market: string;
  readonly allMarkets: string;
  readonly value: string;
  /** Members behind a figure. */
  readonly members: string;
  readonly none: string;

  readonly readTitle: string;
  /** What a figure does not mean: one sentence each. */
  readonly notPeople: string;
  readonly notMore: string;
  readonly ratios: string;
  readonly blind: string;
  readonly trustee: string;
  readonly hidden: string;
  readonly hiddenNote: string;
  readonly missing: string;
  readonly missingNote: string;
  readonly zeroNote: string;
  readonly absentNote: string;
  readonly least: string;

  readonly groups: Readonly<Record<IndicatorGroup, string>>;
  readonly indicators: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<IndicatorUnit, string>>;
  readonly better: Readonly<Record<'more' | 'less' | 'neither', string>>;
  /** The name of a drawing: `{title}` and `{unit}` are replaced. */
  readonly chart: string;
  readonly definition: string;
  readonly otherDefinitions: string;
  /** Below a quarter of attempts or requests to which members with different endings of blocked handshakes add. */
  readonly mixedEndings: string;
  readonly bins: string;
  readonly binsNote: string;

  readonly compareTitle: string;
  readonly compare: string;
  readonly rulesTitle: string;
  readonly corrections: string;
  readonly dominance: string;
  readonly deadline: string;
  readonly policy: string;

  readonly surveyTitle: string;
  readonly survey: string;
  readonly sample: string;
  readonly ages: string;
  readonly year: string;
  readonly respondents: string;
  readonly source: string;

  readonly editionsTitle: string;
  readonly editions: string;
  readonly edition: string;
  readonly reason: string;
  readonly reasons: Readonly<Record<EditionReason, string>>;
  readonly recorded: string;
  readonly submissions: string;
  readonly released: string;
  readonly files: string;

  readonly verifyTitle: string;
  readonly verify: string;
  readonly entries: string;
  readonly root: string;
  readonly cosigned: string;
  readonly cosigner: string;
  readonly verifyFiles: string;
  readonly verifyLog: string;
  readonly verifyEdition: string;
  readonly verifyMember: string;

  readonly downloadsTitle: string;
  readonly allFigures: string;
  readonly definitionsTitle: string;
  readonly definitions: string;
  readonly field: string;
  readonly digest: string;
  readonly footer: string;
}
