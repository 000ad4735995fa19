/**
 * submission.jws: a member's figures of a quarter, split into shares, each sealed for one aggregator, the whole signed by the member.
 *
 *     figures ──split──> shares a ──JWE──┐
 *                └─────> shares b ──JWE──┴──> payload ──JWS──> submission.jws
 */
import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import type { Json } from '@netvakt/json';
import { z } from 'zod';
import { digestOf } from '../document/digest.ts';
import { CoalitionError } from '../document/error.ts';
import { nameSchema } from '../document/name.ts';
import type { DocumentKind } from '../document/read.ts';
import { definitionsDiffer, definitionsDigest, type UnitDefinitions } from '../indicator/definitions.ts';
import { QUARTER_NAME } from '../indicator/quarter.ts';
import { SLOTS } from '../policy/layout.ts';
import type { CoalitionMember, CoalitionPolicy } from '../policy/policy.ts';
import type { SignedPolicy } from '../policy/signed-policy.ts';
import { endingsSchema, type ReportedEnding } from '../report/endings.ts';
import type { PrivateKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { type ShareContext, sealShares } from './envelope.ts';
import { layOut, type OwnCell, type OwnFigures } from './figures.ts';
import { bytesOf, type RandomFill, sharesFromText, sharesToText, splitShares } from './shares.ts';

/** `typ` of the signature. */
export const SUBMISSION_TYPE = 'netvakt-submission';
/** Longer files are not read, in UTF-16 code units: twice what the largest policy needs. */
export const SUBMISSION_LENGTH = 16_000_000;
/** Submissions of one member in one quarter. A revision must fit into a byte. */
const MOST_REVISIONS = 99;
/** Larger counts could overflow the sum of 1,000 members over 120 cells. */
const MOST_COUNT = 100_000_000_000_000;

/** What everybody may read of a submission. */
export interface SubmissionPayload {
  readonly schema: 'netvakt-submission/1';
  readonly coalition: string;
  readonly policy: string;
  readonly quarter: string;
  readonly member: string;
  /** 1, and 1 more for every correction. */
  readonly revision: number;
  readonly definitions: string;
  /** How the member's filter ended blocked handshakes: anybody can see that on the wire. Absent if it does not know. */
  readonly tls_block?: readonly ReportedEnding[] | undefined;
  /** SHA-256 of a salt and the figures: the member can prove later what it submitted. */
  readonly commitment: string;
  /** By aggregator. */
  readonly sealed: Readonly<Record<string, string>>;
}

const DIGEST = z.string().regex(/^[\da-f]{64}$/u, 'is not 64 hexadecimal digits');
const schema: z.ZodType<SubmissionPayload> = z.strictObject({
  schema: z.literal('netvakt-submission/1'),
  coalition: nameSchema,
  policy: DIGEST,
  quarter: z.string().max(7),
  member: nameSchema,
  revision: z.int().min(1).max(MOST_REVISIONS),
  definitions: DIGEST,
  tls_block: endingsSchema.optional(),
  commitment: DIGEST,
  sealed: z.record(nameSchema, z.string()),
});

export const SUBMISSION: DocumentKind<SubmissionPayload> = {
  name: 'submission',
  schema,
  mostLength: SUBMISSION_LENGTH,
  remedy: 'Ask the member to send the file that netvakt coalition submit wrote',
};

/** What the member keeps of a submission, in its own house: a correction is made from it, and a proof. */
export interface SubmissionRecord {
  readonly schema: 'netvakt-submitted/1';
  readonly policy: string;
  readonly quarter: string;
  readonly revision: number;
  /** 32 bytes in base64url. */
  readonly salt: string;
  readonly values: string;
  readonly versions: string;
}

export const RECORD_FIELDS: {
  readonly [Field in keyof Omit<SubmissionRecord, 'schema'>]: z.ZodType<SubmissionRecord[Field]>;
} = {
  policy: DIGEST,
  quarter: z.string().regex(QUARTER_NAME, 'is no quarter'),
  revision: z.int().min(1).max(MOST_REVISIONS),
  salt: z.string().length(43),
  values: z.string(),
  versions: z.string(),
};

export const RECORD: DocumentKind<SubmissionRecord> = {
  name: 'record of a submission',
  schema: z.strictObject({ schema: z.literal('netvakt-submitted/1'), ...RECORD_FIELDS }),
  mostLength: SUBMISSION_LENGTH,
  remedy: 'Restore it from a backup, or remove it and give the number of the next submission with --revision',
};

/** What a submission is made of. */
export interface SubmissionInput {
  readonly signed: SignedPolicy;
  readonly quarter: string;
  readonly key: PrivateKey;
  readonly cells: readonly OwnCell[];
  /** Definitions of the report. */
  readonly definitions: UnitDefinitions;
  readonly endings?: readonly ReportedEnding[] | undefined;
  /** The submission before, if this is a correction. */
  readonly before?: SubmissionRecord | undefined;
  /** Default: one more than before. */
  readonly revision?: number | undefined;
  /** Default: the system's random numbers. */
  readonly fill?: RandomFill;
}

/**
 * Makes a submission. About 5 ms for 5,000 integers.
 *
 * @throws CoalitionError ERR_POLICY - the policy does not name the key, does not hold for the quarter, has other definitions, or a
 *   count is out of bounds.
 */
export async function makeSubmission(
  input: SubmissionInput,
): Promise<{ readonly text: string; readonly record: SubmissionRecord; readonly member: CoalitionMember }> {
  const { signed, quarter, key, cells, definitions, fill = randomFillSync } = input;
  const { policy, digest } = signed;
  const member = memberOf(policy, key);
  checkQuarter(policy, quarter);
  checkDefinitions(policy, definitions);
  checkCounts(cells);
  const revision = input.revision ?? (input.before?.revision ?? 0) + 1;
  if (revision > MOST_REVISIONS) throw tooManyRevisions(quarter);
  const own = layOut(policy, quarter, cells);
  const versions = versionsOf(own, revision, input.before);
  const salt = randomBytes(32);
  const context = { coalition: policy.coalition, policy: digest, quarter, member: member.id, revision };
  const lists = splitShares(own.values, policy.aggregators.length, fill);
  const sealed = await sealAll(policy, context, versions, lists);
  const payload: SubmissionPayload = {
    schema: 'netvakt-submission/1',
    ...context,
    definitions: definitionsDigest(definitions),
    ...(input.endings === undefined ? {} : { tls_block: input.endings }),
    commitment: commitmentOf(salt, own.values, versions),
    sealed,
  };
  const record: SubmissionRecord = {
    schema: 'netvakt-submitted/1',
    policy: digest,
    quarter,
    revision,
    salt: salt.toString('base64url'),
    values: sharesToText(own.values),
    versions: Buffer.from(versions).toString('base64url'),
  };
  return { text: await signDocument(SUBMISSION_TYPE, payload as unknown as Json, [key]), record, member };
}

/** How other files name a submission: digest of its payload, in which the sealed lists are replaced by their digests. */
export function submissionDigest({ sealed, tls_block: endings, ...payload }: SubmissionPayload): string {
  const digests = Object.entries(sealed).map(([party, text]) => [
    party,
    createHash('sha256').update(text).digest('hex'),
  ]);
  const stated = endings === undefined ? {} : { tls_block: [...endings] };
  return digestOf({ ...payload, ...stated, sealed: Object.fromEntries(digests) as Record<string, string> });
}

/** SHA-256 of the salt, the figures and their versions, in 64 hexadecimal digits. */
export function commitmentOf(salt: Uint8Array, values: BigUint64Array, versions: Uint8Array): string {
  return createHash('sha256').update(salt).update(bytesOf(values)).update(versions).digest('hex');
}

async function sealAll(
  { aggregators }: CoalitionPolicy,
  context: Omit<ShareContext, 'party'>,
  versions: Uint8Array,
  lists: readonly BigUint64Array[],
): Promise<Readonly<Record<string, string>>> {
  const sealed = aggregators.map(async (party, i): Promise<[string, string]> => {
    const shares = lists[i] ?? new BigUint64Array(0);
    return [party.id, await sealShares({ versions, shares }, { ...context, party: party.id }, party)];
  });
  return Object.fromEntries(await Promise.all(sealed));
}

/** A figure that is as it was keeps the revision since which it is so. */
function versionsOf({ layout, values, present }: OwnFigures, revision: number, before?: SubmissionRecord): Uint8Array {
  const old = before === undefined ? undefined : sharesFromText(before.values, values.length);
  const since = new Uint8Array(Buffer.from(before?.versions ?? '', 'base64url'));
  return Uint8Array.from(layout.figures, (_, figure) => {
    if (present[figure] !== 1) return 0;
    const slots = [0, 1, 2].map((slot) => figure * SLOTS + slot);
    const isSame = old !== undefined && slots.every((slot) => old[slot] === values[slot]);
    return isSame && (since[figure] ?? 0) > 0 ? (since[figure] ?? revision) : revision;
  });
}

function memberOf({ members }: CoalitionPolicy, { kid }: PrivateKey): CoalitionMember {
  const member = members.find(({ key }) => key.kid === kid);
  if (member !== undefined) return member;
  throw new CoalitionError('ERR_POLICY', {
    found: 'The policy names no member with this key',
    remedy:
      'Give the key that netvakt coalition join made, or ask the secretariat to put its public part into the policy',
  });
}

/** @throws CoalitionError ERR_POLICY - the policy does not hold for the quarter. */
export function checkQuarter({ from, until }: CoalitionPolicy, quarter: string): void {
  if (from <= quarter && quarter <= until) return;
  throw new CoalitionError('ERR_POLICY', {
    found: `The policy holds from ${from} to ${until}, not for ${quarter}`,
    remedy: 'Name another quarter, or fetch the policy that holds for this one',
  });
}

function checkDefinitions({ definitions }: CoalitionPolicy, found: UnitDefinitions): void {
  const fields = definitionsDiffer(found, definitions);
  if (fields.length === 0) return;
  throw new CoalitionError('ERR_POLICY', {
    found: `The report counts by other definitions than the policy, in ${fields.join(', ')}: its figures cannot be added to those of others`,
    remedy: 'Count by the policy from the next quarter on; this quarter goes on without these figures',
  });
}

function checkCounts(cells: readonly OwnCell[]): void {
  const odd = cells.find(({ numerator, denominator }) => !isCount(numerator) || !isCount(denominator));
  if (odd === undefined) return;
  throw new CoalitionError('ERR_POLICY', {
    found: `A count of ${odd.indicator}, ${odd.market}, ${odd.month} is no whole number from 0 to 10^14`,
    remedy: 'Correct the report; netvakt report check finds what is out of line',
  });
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0 && count <= MOST_COUNT;
}

function tooManyRevisions(quarter: string): CoalitionError {
  return new CoalitionError('ERR_POLICY', {
    found: `${quarter} was corrected ${MOST_REVISIONS} times`,
    remedy: 'Give the number of the next submission with --revision, from 1 to 99 and above the last that was summed',
  });
}
