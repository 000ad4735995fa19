/** edition.json: what a round releases. Ratios and bins, never a sum; signed by every aggregator. */
import { createHash } from 'node:crypto';
import type { Json } from '@netvakt/json';
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';
import { nameSchema } from '../document/name.ts';
import { checkDocument, type DocumentKind } from '../document/read.ts';
import { definitionsDigest } from '../indicator/definitions.ts';
import { type FigureId, Layout, SLOTS } from '../policy/layout.ts';
import type { PolicyIndicator } from '../policy/policy.ts';
import { mergeSignatures, type SignedPolicy } from '../policy/signed-policy.ts';
import { endingsSchema, type ReportedEnding } from '../report/endings.ts';
import { BIN_BITS } from '../seal/figures.ts';
import { addShares, sharesFromText } from '../seal/shares.ts';
import type { PrivateKey, PublicKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { verifyDocument } from '../signature/verify.ts';
import { EDITION_REASONS, type EditionReason, readSum, type SumPayload } from './documents.ts';
import { ratioText } from './ratio.ts';

const TYPE = 'netvakt-edition';

/** One figure of an edition. */
export interface EditionFigure {
  readonly indicator: string;
  /** A market, or `all`. */
  readonly market: string;
  /** `2026-07`, or `all` for the quarter. */
  readonly month: string;
  /** `hidden`: there is a figure, and it would tell too much. `missing`: nobody has one. */
  readonly status: 'value' | 'hidden' | 'missing';
  /** Members behind it. */
  readonly contributors?: number | undefined;
  /** The ratio of sums, for `per` of the denominator, in four significant digits. */
  readonly ratio?: string | undefined;
  /** Members by bin: one count more than the indicator has bounds. */
  readonly bins?: readonly number[] | undefined;
  /** The edition that it is from: this one, or an earlier one if it cannot be renewed yet. */
  readonly since?: string | undefined;
}

export interface EditionPayload {
  readonly schema: 'netvakt-edition/1';
  readonly coalition: string;
  /** Digest of the policy. */
  readonly policy: string;
  readonly definitions: string;
  readonly quarter: string;
  /** `2026-Q3.1`. */
  readonly edition: string;
  readonly reason: EditionReason;
  /** How many members there are, and how many have submitted. Never who. */
  readonly members: number;
  readonly submissions: number;
  /** SHA-256 of each aggregator's sum file. */
  readonly sums: Readonly<Record<string, string>>;
  /** How filters of members ended blocked handshakes: which ways there were, never whose. Absent if no member reports it. */
  readonly tls_block?: readonly ReportedEnding[] | undefined;
  readonly indicators: readonly PolicyIndicator[];
  readonly figures: readonly EditionFigure[];
}

const DIGEST = z.string().regex(/^[\da-f]{64}$/u, 'is not 64 hexadecimal digits');
const COUNT = z.int().min(0).max(1000);
const schema: z.ZodType<EditionPayload> = z.strictObject({
  schema: z.literal('netvakt-edition/1'),
  coalition: nameSchema,
  policy: DIGEST,
  definitions: DIGEST,
  quarter: z.string().max(7),
  edition: z.string().regex(/^20\d\d-Q[1-4]\.[1-9]\d{0,2}$/u, 'is no edition, such as 2026-Q3.1'),
  reason: z.enum(EDITION_REASONS),
  members: COUNT,
  submissions: COUNT,
  sums: z.record(nameSchema, DIGEST),
  tls_block: endingsSchema.optional(),
  indicators: z.array(
    z.strictObject({
      id: nameSchema,
      sharedCounts: z.array(nameSchema).max(2),
      per: z.int(),
      bins: z.array(z.int()).max(5),
    }),
  ),
  figures: z.array(
    z.strictObject({
      indicator: nameSchema,
      market: nameSchema,
      month: z.string().max(7),
      status: z.enum(['value', 'hidden', 'missing']),
      contributors: COUNT.optional(),
      ratio: z
        .string()
        .regex(/^\d{1,20}(?:\.\d{1,12})?$/u, 'is no ratio')
        .optional(),
      bins: z.array(COUNT).max(6).optional(),
      since: z.string().max(11).optional(),
    }),
  ),
});

export const EDITION: DocumentKind<EditionPayload> = {
  name: 'edition',
  schema,
  mostLength: 8_000_000,
  remedy: 'Fetch it again from the coalition’s folder',
};

/** The JSON Schema of an edition (draft 2020-12), for readers in other languages. It is the payload of a JWS. */
export function editionJsonSchema(): object {
  return z.toJSONSchema(schema);
}

/** What an edition is opened from. */
export interface OpeningInput {
  readonly signed: SignedPolicy;
  readonly quarter: string;
  /** Text of the sum of each aggregator, by its id. */
  readonly sums: Readonly<Record<string, string>>;
  /** The edition before, if there is one. */
  readonly before?: EditionPayload | undefined;
}

/**
 * Adds the aggregators' sums.
 *
 * @throws CoalitionError ERR_ROUND - a sum is missing, or they are not of the same submissions.
 */
export async function openEdition({ signed, quarter, sums, before }: OpeningInput): Promise<EditionPayload> {
  const { policy, digest } = signed;
  const read: SumPayload[] = [];
  for (const { id } of policy.aggregators) {
    const text = sums[id];
    if (text === undefined) throw missing(id);
    read.push(await readSum(text, { signed, quarter, party: id }));
  }
  const [first] = read as [SumPayload, ...SumPayload[]];
  if (read.some((one) => agreedPart(one) !== agreedPart(first))) throw different();
  if (!isPossible(first)) throw impossible();
  const edition = `${quarter}.${first.edition}`;
  const layout = new Layout(policy, quarter);
  const values = valuesOf(read, layout);
  const known = new Map(before?.figures.map((figure) => [nameOf(figure), figure]));
  let at = -1;
  const figures: EditionFigure[] = [];
  for (const [figure, id] of layout.figures.entries()) {
    const name = { indicator: id.indicator.id, market: id.market, month: id.month };
    const outcome = first.outcomes[figure];
    if (outcome === 'r') {
      at += 1;
      const slots = values.subarray(at * SLOTS, (at + 1) * SLOTS);
      figures.push({ ...name, ...openedFigure(id, slots, first.contributors[at] ?? 0), since: edition });
    } else if (outcome === 'k') figures.push(known.get(nameOf(name)) ?? { ...name, status: 'hidden' });
    else figures.push({ ...name, status: outcome === 'm' ? 'missing' : 'hidden' });
  }
  return {
    schema: 'netvakt-edition/1',
    coalition: policy.coalition,
    policy: digest,
    definitions: definitionsDigest(policy.definitions),
    quarter,
    edition,
    reason: first.reason,
    members: policy.members.length,
    submissions: first.submissions.length,
    sums: Object.fromEntries(policy.aggregators.map(({ id }) => [id, sha256(sums[id] ?? '')])),
    ...endingsPart(first),
    indicators: policy.indicators,
    figures,
  };
}

/** Signs an edition; adds the signature to `signed`, if that is the same edition, signed by the other aggregator. */
export async function signEdition(
  payload: EditionPayload,
  key: PrivateKey,
  signed: string | undefined,
): Promise<string> {
  const mine = await signDocument(TYPE, payload as unknown as Json, [key]);
  return signed === undefined ? mine : mergeSignatures(signed, mine);
}

/** What an edition's file holds. */
export interface SignedEdition {
  readonly edition: EditionPayload;
  /** Ids of the aggregators that signed. */
  readonly signers: readonly string[];
}

/** Whose signatures an edition needs: those of a policy, or of the parties of now. */
interface EditionSigners {
  readonly aggregators: readonly { readonly id: string; readonly key: PublicKey }[];
}

/**
 * Reads edition.json. One signature shows that it comes from an aggregator; only all of them that the figures are those of both.
 *
 * @throws CoalitionError - it is damaged, or no aggregator has signed it.
 */
export async function readEdition(text: string, { aggregators }: EditionSigners): Promise<SignedEdition> {
  const keys = aggregators.map(({ key }) => key);
  const { payload, signers } = await verifyDocument(text, { type: TYPE, keys, mostLength: EDITION.mostLength * 2 });
  const edition = checkDocument(payload, EDITION);
  return { edition, signers: aggregators.filter(({ key }) => signers.includes(key.kid)).map(({ id }) => id) };
}

function valuesOf(sums: readonly SumPayload[], { figures }: Layout): BigUint64Array {
  const released = (sums[0]?.outcomes ?? '').replaceAll(/[^r]/gu, '').length;
  const total = new BigUint64Array(released * SLOTS);
  for (const { shares, outcomes, contributors } of sums) {
    const list = sharesFromText(shares, released * SLOTS);
    if (list === undefined || outcomes.length !== figures.length || contributors.length !== released) throw different();
    addShares(total, list);
  }
  return total;
}

/** Members who make nonsense are found here, if at all: then no bins add up, and the figure is hidden. */
function openedFigure(
  { indicator }: FigureId,
  [numerator = 0n, denominator = 0n, packed = 0n]: BigUint64Array,
  contributors: number,
): Omit<EditionFigure, 'indicator' | 'market' | 'month'> {
  const bins = Array.from({ length: indicator.bins.length + 1 }, (_, bin) =>
    Number((packed >> (BIN_BITS * BigInt(bin))) & ((1n << BIN_BITS) - 1n)),
  );
  const isWhole = packed >> (BIN_BITS * BigInt(bins.length)) === 0n;
  const members = bins.reduce((sum, count) => sum + count, 0);
  if (!isWhole || members > contributors) return { status: 'hidden', contributors };
  if (denominator === 0n) return { status: 'missing', contributors };
  return { status: 'value', contributors, ratio: ratioText(numerator, denominator, indicator.per), bins };
}

function endingsPart({ tls_block: endings }: SumPayload): Pick<EditionPayload, 'tls_block'> {
  return endings === undefined ? {} : { tls_block: endings };
}

/** What both aggregators must have come to. */
function agreedPart({
  submissions,
  outcomes,
  contributors,
  edition,
  reason,
  tls_block: endings = [],
}: SumPayload): string {
  const digests = submissions.map(({ digest }) => digest).toSorted();
  return JSON.stringify([edition, reason, digests, outcomes, contributors, endings]);
}

/** False for a sum that adds a submission twice, or has more members behind a figure than submissions. */
function isPossible({ submissions, contributors }: SumPayload): boolean {
  const isOnce = new Set(submissions.map(({ digest }) => digest)).size === submissions.length;
  return isOnce && contributors.every((count) => count <= submissions.length);
}

function nameOf({ indicator, market, month }: Pick<EditionFigure, 'indicator' | 'market' | 'month'>): string {
  return `${indicator} ${market} ${month}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function missing(party: string): CoalitionError {
  return new CoalitionError('ERR_ROUND', {
    found: `The sum of ${party} is not here yet`,
    remedy: `Ask ${party} to run netvakt coalition sum`,
  });
}

function impossible(): CoalitionError {
  return new CoalitionError('ERR_ROUND', {
    found: 'The aggregators’ sums add a submission twice, or count more members than have submitted',
    remedy: 'Do not open them, and tell the members: no unchanged program writes such a sum',
  });
}

function different(): CoalitionError {
  return new CoalitionError('ERR_ROUND', {
    found: 'The aggregators’ sums are not of the same submissions, or not of the same figures',
    remedy:
      'Compare the two files’ lists of submissions; both aggregators must run the same version of netvakt on the same policy',
  });
}
