/** The files of a quarter -> what an aggregator can add, and what it leaves out and why. One bad file never stops a round. */
import { CoalitionError } from '../document/error.ts';
import { checkDocument } from '../document/read.ts';
import { definitionsDigest } from '../indicator/definitions.ts';
import { Layout } from '../policy/layout.ts';
import type { Aggregator } from '../policy/policy.ts';
import type { OpeningKey } from '../policy/seal-key.ts';
import type { SignedPolicy } from '../policy/signed-policy.ts';
import type { ReportedEnding } from '../report/endings.ts';
import { openShares, type ShareList } from '../seal/envelope.ts';
import {
  SUBMISSION,
  SUBMISSION_LENGTH,
  SUBMISSION_TYPE,
  type SubmissionPayload,
  submissionDigest,
} from '../seal/submission.ts';
import { verifyDocument } from '../signature/verify.ts';

/** The reason a file is left out, and what helps. Closed; the text never quotes the file. */
export const LEFT_OUT = {
  damaged: 'it is cut off or was edited: ask the member to send it again',
  foreign: 'no member of the policy has signed it: ask its sender which key that was, and compare with the policy',
  'other-policy': 'it was made under another policy: ask the member to fetch policy.json and to submit again',
  'other-quarter': 'it is of another quarter: move it there, or ask the member for this one',
  'other-definitions': 'it counts by other definitions: ask the member to count by the policy',
  'not-sealed-for-us':
    'our part of it cannot be opened: ask the member to submit again; the others are added without it',
  replayed: 'the member has sent a newer one, which is used: nothing to do',
  copy: 'it is here twice: nothing to do',
  ambiguous: 'the member has sent two that differ under one number: ask it to submit again with a higher --revision',
} as const;

/** One of {@link LEFT_OUT}. */
export type LeftOutReason = keyof typeof LEFT_OUT;

/** Files that are read at one time: signatures and seals are checked by other threads meanwhile. */
const AT_ONCE = 8;

/** A file that is not added. */
export interface LeftOutFile {
  readonly file: string;
  /** If a member has signed it. */
  readonly member: string | undefined;
  readonly reason: LeftOutReason;
}

/** A submission that this aggregator could open. */
export interface OpenedSubmission extends ShareList {
  readonly file: string;
  readonly member: string;
  readonly revision: number;
  readonly digest: string;
  /** How the member's filter ended blocked handshakes; `undefined` if it does not report it. */
  readonly endings: readonly ReportedEnding[] | undefined;
}

/** A file of the folder. */
export interface SubmissionFile {
  readonly file: string;
  readonly text: string;
}

/** Who opens, and what. */
export interface OpeningParty {
  readonly signed: SignedPolicy;
  readonly quarter: string;
  readonly party: Aggregator;
  readonly key: OpeningKey;
}

/** All that was found in the files of one quarter. */
export interface Collected {
  /** Every readable submission, older revisions included: an earlier edition may hold them. */
  readonly readable: readonly OpenedSubmission[];
  /** The newest of each member, by its id. */
  readonly newest: ReadonlyMap<string, OpenedSubmission>;
  readonly leftOut: readonly LeftOutFile[];
}

/** Reads, verifies and opens all files. Linear in their sizes. */
export async function collectSubmissions(files: readonly SubmissionFile[], opening: OpeningParty): Promise<Collected> {
  const layout = new Layout(opening.signed.policy, opening.quarter);
  const outcomes: (OpenedSubmission | LeftOutFile)[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE).map((file) => openSubmission(file, opening, layout));
    outcomes.push(...(await Promise.all(some)));
  }
  const opened = outcomes.filter((one): one is OpenedSubmission => !('reason' in one));
  const leftOut = outcomes.filter((one): one is LeftOutFile => 'reason' in one);
  const readable: OpenedSubmission[] = [];
  for (const one of opened) {
    const same = readable.some(({ digest }) => digest === one.digest);
    const rivals = opened.some((other) => isRival(one, other));
    if (same) leftOut.push({ file: one.file, member: one.member, reason: 'copy' });
    else if (rivals) leftOut.push({ file: one.file, member: one.member, reason: 'ambiguous' });
    else readable.push(one);
  }
  const newest = new Map<string, OpenedSubmission>();
  for (const one of readable) if (one.revision > (newest.get(one.member)?.revision ?? 0)) newest.set(one.member, one);
  for (const one of readable) {
    if (newest.get(one.member) !== one) leftOut.push({ file: one.file, member: one.member, reason: 'replayed' });
  }
  return { readable, newest, leftOut };
}

function isRival(one: OpenedSubmission, other: OpenedSubmission): boolean {
  return one.member === other.member && one.revision === other.revision && one.digest !== other.digest;
}

async function openSubmission(
  { file, text }: SubmissionFile,
  { signed, quarter, party, key }: OpeningParty,
  layout: Layout,
): Promise<OpenedSubmission | LeftOutFile> {
  const read = await payloadOf(text, signed);
  if (typeof read === 'string') return { file, member: undefined, reason: read };
  const { member, revision, sealed, tls_block: endings } = read;
  const reason = mismatchOf(read, signed, quarter);
  if (reason !== undefined) return { file, member, reason };
  const context = {
    coalition: signed.policy.coalition,
    policy: signed.digest,
    quarter,
    member,
    revision,
    party: party.id,
  };
  const bounds = { figures: layout.figures.length, length: layout.length };
  const list = await openShares(Object.hasOwn(sealed, party.id) ? (sealed[party.id] ?? '') : '', context, key, bounds);
  if (list === undefined) return { file, member, reason: 'not-sealed-for-us' };
  return { file, member, revision, digest: submissionDigest(read), endings, ...list };
}

/** The payload, signed by the member that it names; else why not. */
async function payloadOf(text: string, { policy }: SignedPolicy): Promise<SubmissionPayload | LeftOutReason> {
  const keys = policy.members.map(({ key }) => key);
  try {
    const { payload, signers } = await verifyDocument(text, {
      type: SUBMISSION_TYPE,
      keys,
      mostLength: SUBMISSION_LENGTH,
    });
    const submission = checkDocument(payload, SUBMISSION);
    const member = policy.members.find(({ id }) => id === submission.member);
    return member !== undefined && signers.includes(member.key.kid) ? submission : 'foreign';
  } catch (error) {
    if (error instanceof CoalitionError) return error.code === 'ERR_SIGNATURE' ? 'foreign' : 'damaged';
    throw error;
  }
}

function mismatchOf(
  { coalition, policy, quarter, definitions }: SubmissionPayload,
  signed: SignedPolicy,
  wanted: string,
): LeftOutReason | undefined {
  if (coalition !== signed.policy.coalition) return 'foreign';
  if (quarter !== wanted) return 'other-quarter';
  if (policy !== signed.digest) return 'other-policy';
  return definitions === definitionsDigest(signed.policy.definitions) ? undefined : 'other-definitions';
}
