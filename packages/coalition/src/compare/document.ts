/** comparison.json: a comparison as the filter shows it. It stays with the operator, like the report. */
import { z } from 'zod';
import { nameSchema } from '../document/name.ts';
import type { DocumentKind } from '../document/read.ts';
import { EVERY } from '../policy/layout.ts';
import { REPORTED_ENDINGS } from '../report/endings.ts';
import type { EditionPayload } from '../sum/edition.ts';
import { binLabel, type ComparedFigure } from './compare.ts';
import type { ComparedEndings } from './endings.ts';

/** One ratio of the whole quarter. */
export interface ComparisonRow {
  readonly indicator: string;
  /** A market, or `all`. */
  readonly market: string;
  readonly per: number;
  /** `null` if the operator has none. */
  readonly own: number | null;
  /** `null` if it is not released. */
  readonly all: number | null;
  /** Members behind `all`; 0 if it is not released. */
  readonly contributors: number;
  /** Ranges with members in them, and the operator's own. Empty if they are not released. */
  readonly bins: readonly { readonly range: string; readonly members: number; readonly isOwn: boolean }[];
}

/** A quarter, compared. */
export interface ComparisonDocument {
  readonly schema: 'netvakt-comparison/1';
  readonly edition: string;
  /** How blocked handshakes ended. Absent in a file of an earlier version. */
  readonly tls_block?: ComparedEndings | undefined;
  readonly rows: readonly ComparisonRow[];
}

const RANGE = z.string().regex(/^[a-z0-9 ]{1,40}$/u, 'is no range, such as 100 to 300');
const ENDINGS = z.array(z.enum(REPORTED_ENDINGS)).max(REPORTED_ENDINGS.length);
const RATIO = z.number().min(0).nullable();

export const COMPARISON: DocumentKind<ComparisonDocument> = {
  name: 'comparison',
  schema: z.strictObject({
    schema: z.literal('netvakt-comparison/1'),
    edition: z.string().regex(/^20\d\d-Q[1-4]\.[1-9]\d?$/u, 'is no edition, such as 2026-Q3.1'),
    tls_block: z.strictObject({ own: ENDINGS, members: ENDINGS }).optional(),
    rows: z
      .array(
        z.strictObject({
          indicator: nameSchema,
          market: nameSchema,
          per: z.int().min(1).max(100_000),
          own: RATIO,
          all: RATIO,
          contributors: z.int().min(0).max(1000),
          bins: z.array(z.strictObject({ range: RANGE, members: z.int().min(0).max(1000), isOwn: z.boolean() })).max(6),
        }),
      )
      .max(500),
  }),
  mostLength: 200_000,
  remedy: 'Write it with netvakt coalition compare --write',
};

/** The figures of the whole quarter as a document. At most 500: first those over all markets. */
export function comparisonDocument(
  figures: readonly ComparedFigure[],
  { edition }: EditionPayload,
  endings?: ComparedEndings,
): ComparisonDocument {
  const quarterly = figures.filter(({ month }) => month === EVERY);
  const ordered = [
    ...quarterly.filter(({ market }) => market === EVERY),
    ...quarterly.filter(({ market }) => market !== EVERY),
  ];
  return {
    schema: 'netvakt-comparison/1',
    edition,
    ...(endings === undefined ? {} : { tls_block: endings }),
    rows: ordered.slice(0, 500).map(rowOf),
  };
}

function rowOf({
  indicator,
  market,
  per,
  own,
  all,
  contributors,
  bins = [],
  bounds,
  ownBin,
}: ComparedFigure): ComparisonRow {
  return {
    indicator,
    market,
    per,
    own: own === undefined ? null : Number(own),
    all: all === undefined ? null : Number(all),
    contributors: all === undefined ? 0 : (contributors ?? 0),
    bins: bins
      .map((members, bin) => ({ range: binLabel(bounds, bin), members, isOwn: bin === ownBin }))
      .filter(({ members, isOwn }) => members > 0 || isOwn),
  };
}
