/** What aggregators sign in a round: which submissions they can open, and the sums of their shares. */
import type { Json } from '@netvakt/json';
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';
import { nameSchema } from '../document/name.ts';
import { checkDocument, type DocumentKind } from '../document/read.ts';
import type { SignedPolicy } from '../policy/signed-policy.ts';
import { endingsSchema, type ReportedEnding } from '../report/endings.ts';
import type { PrivateKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { verifyDocument } from '../signature/verify.ts';

/** A submission, as aggregators name it to each other. */
export interface SubmissionRef {
  readonly member: string;
  readonly revision: number;
  readonly digest: string;
  /** Digest of the versions inside the seal: a member must have sent both aggregators the same. */
  readonly versions: string;
}

/** Which round a file is of. */
interface RoundRef {
  readonly coalition: string;
  /** Digest of the policy. */
  readonly policy: string;
  readonly quarter: string;
  /** 1, and 1 more for each edition of the quarter. */
  readonly edition: number;
  /** Id of the aggregator. */
  readonly party: string;
}

/** accepted-<party>.jws: what this aggregator can open. Written before either knows any sum. */
export interface AcceptedPayload extends RoundRef {
  readonly schema: 'netvakt-accepted/1';
  readonly submissions: readonly SubmissionRef[];
}

/** The reason there is an edition. Closed. */
export const EDITION_REASONS = ['first', 'late', 'correction', 'late-and-correction'] as const;

/** One of {@link EDITION_REASONS}. */
export type EditionReason = (typeof EDITION_REASONS)[number];

/** sum-<party>.jws: this aggregator's shares of the sums, of released figures only. */
export interface SumPayload extends RoundRef {
  readonly schema: 'netvakt-sum/1';
  readonly reason: EditionReason;
  readonly submissions: readonly SubmissionRef[];
  /** One letter a figure of the layout: `r`eleased, `k`ept, `h`idden, `m`issing. */
  readonly outcomes: string;
  /** How filters of these members ended blocked handshakes; absent if none reports it. */
  readonly tls_block?: readonly ReportedEnding[] | undefined;
  /** Members behind each released figure, in the order of the layout. */
  readonly contributors: readonly number[];
  /** Three integers a released figure: see `seal/shares.ts`. */
  readonly shares: string;
}

const DIGEST = z.string().regex(/^[\da-f]{64}$/u, 'is not 64 hexadecimal digits');
const round = {
  coalition: nameSchema,
  policy: DIGEST,
  quarter: z.string().max(7),
  edition: z.int().min(1).max(99),
  party: nameSchema,
  submissions: z
    .array(
      z.strictObject({
        member: nameSchema,
        revision: z.int().min(1).max(99),
        digest: DIGEST,
        versions: DIGEST,
      }),
    )
    .max(1000),
};

const REMEDY = 'Ask the aggregator for the file that netvakt coalition sum wrote';
const MOST_LENGTH = 16_000_000;

const ACCEPTED: DocumentKind<AcceptedPayload> = {
  name: 'list of accepted submissions',
  schema: z.strictObject({ schema: z.literal('netvakt-accepted/1'), ...round }),
  mostLength: MOST_LENGTH,
  remedy: REMEDY,
};

const SUM: DocumentKind<SumPayload> = {
  name: 'sum',
  schema: z.strictObject({
    schema: z.literal('netvakt-sum/1'),
    ...round,
    reason: z.enum(EDITION_REASONS),
    outcomes: z.string().regex(/^[rkhm]*$/u, 'has a letter that is none of r, k, h and m'),
    tls_block: endingsSchema.optional(),
    contributors: z.array(z.int().min(0).max(1000)),
    shares: z.string(),
  }),
  mostLength: MOST_LENGTH,
  remedy: REMEDY,
};

/** Signs a list of accepted submissions. */
export function writeAccepted(payload: AcceptedPayload, key: PrivateKey): Promise<string> {
  return signDocument('netvakt-accepted', payload as unknown as Json, [key]);
}

/** Signs a sum. */
export function writeSum(payload: SumPayload, key: PrivateKey): Promise<string> {
  return signDocument('netvakt-sum', payload as unknown as Json, [key]);
}

/** Where a file should be from. */
export interface ExpectedRound {
  readonly signed: SignedPolicy;
  readonly quarter: string;
  readonly party: string;
}

/** @throws CoalitionError - it is no such file, is not signed by the party, or is of another policy, quarter or party. */
export function readAccepted(text: string, expected: ExpectedRound): Promise<AcceptedPayload> {
  return read(text, 'netvakt-accepted', ACCEPTED, expected);
}

/** @throws CoalitionError - see {@link readAccepted}. */
export function readSum(text: string, expected: ExpectedRound): Promise<SumPayload> {
  return read(text, 'netvakt-sum', SUM, expected);
}

async function read<Payload extends RoundRef>(
  text: string,
  type: string,
  kind: DocumentKind<Payload>,
  { signed, quarter, party }: ExpectedRound,
): Promise<Payload> {
  const { policy, digest } = signed;
  const keys = policy.aggregators.filter(({ id }) => id === party).map(({ key }) => key);
  const { payload } = await verifyDocument(text, { type, keys, mostLength: MOST_LENGTH * 2 });
  const found = checkDocument(payload, kind);
  if (found.coalition !== policy.coalition || found.party !== party)
    throw misplaced(`the ${kind.name} of another party`);
  if (found.quarter !== quarter) throw misplaced(`a ${kind.name} of ${found.quarter}, not of ${quarter}`);
  if (found.policy === digest) return found;
  throw new CoalitionError('ERR_ROUND', {
    found: `${quarter} was opened under another policy`,
    remedy: 'All editions of a quarter use the policy of its first: put that policy.json back for this quarter',
  });
}

function misplaced(what: string): CoalitionError {
  return new CoalitionError('ERR_ROUND', {
    found: `This is ${what}`,
    remedy: 'Put the file where it belongs, and the right one here',
  });
}
