/**
 * opening.json: what a member reveals of a submission if it is disputed: its salt and figures. Only these have the hash that is in the signed
 * submission as its commitment. So an auditor can verify what the member submitted, although nobody had to see it before.
 *
 *     opening.json ──SHA-256 of salt, figures, versions──> commitment of submission.jws, which the member signed
 */
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';
import { nameSchema } from '../document/name.ts';
import { checkDocument, type DocumentKind } from '../document/read.ts';
import { Layout, SLOTS } from '../policy/layout.ts';
import type { SignedPolicy } from '../policy/signed-policy.ts';
import { verifyDocument } from '../signature/verify.ts';
import { layOut, type OwnCell } from './figures.ts';
import { sharesFromText } from './shares.ts';
import {
  commitmentOf,
  RECORD_FIELDS,
  SUBMISSION,
  SUBMISSION_LENGTH,
  SUBMISSION_TYPE,
  type SubmissionPayload,
  type SubmissionRecord,
} from './submission.ts';

/** A record of a submission, with the name of its member. Whoever has it can read every figure of the submission. */
export interface CommitmentOpening extends Omit<SubmissionRecord, 'schema'> {
  readonly schema: 'netvakt-opening/1';
  readonly member: string;
}

export const OPENING: DocumentKind<CommitmentOpening> = {
  name: 'opening of a submission',
  schema: z.strictObject({ schema: z.literal('netvakt-opening/1'), member: nameSchema, ...RECORD_FIELDS }),
  mostLength: SUBMISSION_LENGTH,
  remedy: 'Ask the member for the file that netvakt coalition commitment reveal wrote',
};

/** What an auditor finds. */
export interface OpenedCommitment {
  /** True if the opening matches the member's commitment. If false, the other fields mean nothing. */
  readonly holds: boolean;
  /** False if sums and bins are not those of the cells: such a submission spoils the result of a round. */
  readonly isCoherent: boolean;
  /** What the member has, by market and month, in the order of the policy. */
  readonly cells: readonly OwnCell[];
}

/** Makes an opening of the record that a member keeps. */
export function openingOf(record: SubmissionRecord, member: string): CommitmentOpening {
  return { ...record, schema: 'netvakt-opening/1', member };
}

/**
 * Compares an opening with the submission that it should be of. One hash over the figures.
 *
 * @param text - submission.jws as it is in the folder.
 * @throws CoalitionError ERR_SIGNATURE, ERR_DOCUMENT - the member has not signed this submission.
 * @throws CoalitionError ERR_ROUND - the two are of different submissions or of another policy.
 */
export async function verifyOpening(
  opening: CommitmentOpening,
  text: string,
  { policy, digest }: SignedPolicy,
): Promise<OpenedCommitment> {
  const keys = policy.members.filter(({ id }) => id === opening.member).map(({ key }) => key);
  const { payload } = await verifyDocument(text, { type: SUBMISSION_TYPE, keys, mostLength: SUBMISSION_LENGTH });
  const submission = checkDocument(payload, SUBMISSION);
  checkSame(opening, submission, digest);
  const layout = new Layout(policy, opening.quarter);
  const values = sharesFromText(opening.values, layout.length);
  const versions = new Uint8Array(Buffer.from(opening.versions, 'base64url'));
  if (values === undefined || versions.length !== layout.figures.length) return NOTHING;
  const salt = Buffer.from(opening.salt, 'base64url');
  const cells = cellsOf(layout, values, versions);
  const again = layOut(policy, opening.quarter, cells);
  return {
    holds: commitmentOf(salt, values, versions) === submission.commitment,
    isCoherent: again.values.every((value, at) => value === values[at]),
    cells,
  };
}

const NOTHING: OpenedCommitment = { holds: false, isCoherent: false, cells: [] };

function checkSame(opening: CommitmentOpening, submission: SubmissionPayload, policy: string): void {
  const differ = (['member', 'quarter', 'revision', 'policy'] as const).filter(
    (field) => opening[field] !== submission[field],
  );
  if (differ.length === 0 && submission.policy === policy) return;
  throw new CoalitionError('ERR_ROUND', {
    found:
      differ.length === 0
        ? 'The submission was made under another policy'
        : `The opening is of another submission: ${differ.join(', ')} ${differ.length === 1 ? 'differs' : 'differ'}`,
    remedy: 'Give the submission with the number that the opening names, and the policy of its quarter with --policy',
  });
}

function cellsOf(layout: Layout, values: BigUint64Array, versions: Uint8Array): readonly OwnCell[] {
  return layout.figures.flatMap(({ indicator, market, month }, figure) => {
    const isCell = layout.cellOf(indicator.id, market, month) === figure;
    if (!isCell || versions[figure] === 0) return [];
    const [numerator, denominator] = [Number(values[figure * SLOTS]), Number(values[figure * SLOTS + 1])];
    return [{ indicator: indicator.id, market, month, numerator, denominator }];
  });
}
