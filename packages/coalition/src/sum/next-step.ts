/**
 * A round, step by step. Each aggregator runs the same step again until there is nothing to do; no member has to act.
 *
 *     first aggregator   accepted-a   the submissions that it can open
 *     second             accepted-b   those of them that it can open as well: what is added is decided, and no sum is known
 *     second             sum-b        its shares of the sums, of figures that may be released
 *     first              sum-a        likewise; who has both can add them
 *
 * A trustee is alone and goes to its sum at once.
 */
import { CoalitionError } from '../document/error.ts';
import type { Aggregator } from '../policy/policy.ts';
import { endingsIn } from '../report/endings.ts';
import type { PrivateKey } from '../signature/key.ts';
import {
  type Collected,
  collectSubmissions,
  type OpenedSubmission,
  type OpeningParty,
  type SubmissionFile,
} from './collect.ts';
import {
  type AcceptedPayload,
  readAccepted,
  readSum,
  type SubmissionRef,
  type SumPayload,
  writeAccepted,
  writeSum,
} from './documents.ts';
import { refOf, SumPlanner } from './planner.ts';

/** The files of one aggregator in one quarter. */
export interface PartyFiles {
  /** By edition, from 1. */
  readonly sums: readonly string[];
  /** By edition, from 1; `undefined` if there is none. */
  readonly accepted: readonly (string | undefined)[];
}

/** What a step is made from. */
export interface StepInput extends OpeningParty {
  readonly signingKey: PrivateKey;
  readonly files: readonly SubmissionFile[];
  readonly mine: PartyFiles;
  /** Share of the other aggregator; `undefined` for a trustee. */
  readonly theirs: PartyFiles | undefined;
}

/** What to write, or what to wait for. */
export type Step =
  | { readonly kind: 'accepted'; readonly text: string; readonly payload: AcceptedPayload }
  | { readonly kind: 'sum'; readonly text: string; readonly payload: SumPayload }
  /** The other aggregator is next: with its list, or its sum. */
  | { readonly kind: 'wait'; readonly for: 'accepted' | 'sum'; readonly edition: number }
  /** Nothing has come that may be released: `waiting` members wait for others who correct or join. */
  | { readonly kind: 'nothing'; readonly edition: number; readonly waiting: number };

/** One step, and what was found on the way. */
export interface StepOutcome {
  readonly step: Step;
  readonly collected: Collected;
}

/**
 * Takes the next step of a round.
 *
 * @throws CoalitionError ERR_ROUND - an earlier edition cannot be followed: a file is missing, or of another policy.
 * @throws CoalitionError ERR_DOCUMENT, ERR_SIGNATURE - a file of an aggregator is damaged or forged.
 */
export async function nextStep(input: StepInput): Promise<StepOutcome> {
  const collected = await collectSubmissions(input.files, input);
  const edition = input.mine.sums.length + 1;
  const mine = await readFiles(input.mine, edition, input, input.party.id);
  const planner = SumPlanner.after(mine.sums, collected.readable, input);
  const refs = [...collected.newest.values()].map(refOf);
  const step = await stepOf({ input, mine, planner, refs, readable: collected.readable });
  return { step, collected };
}

interface Situation {
  readonly input: StepInput;
  readonly mine: PartyDocuments;
  readonly planner: SumPlanner;
  /** What can be added now. */
  readonly refs: readonly SubmissionRef[];
  readonly readable: readonly OpenedSubmission[];
}

interface PartyDocuments {
  readonly sums: readonly SumPayload[];
  readonly accepted: AcceptedPayload | undefined;
}

async function stepOf(situation: Situation): Promise<Step> {
  const { input, mine, planner, refs } = situation;
  const edition = mine.sums.length + 1;
  const { theirs: files, party, signed } = input;
  if (files === undefined) {
    const best = planner.choose(refs);
    return best === undefined ? nothing(situation) : await sumOver(best, situation);
  }
  const partner = partnerOf(signed.policy.aggregators, party);
  const theirs = await readFiles(files, edition, input, partner.id);
  if (theirs.sums.length < mine.sums.length) return { kind: 'wait', for: 'sum', edition: mine.sums.length };
  const isFirst = signed.policy.aggregators[0]?.id === party.id;
  const decided = isFirst ? theirs.accepted : mine.accepted;
  if (decided !== undefined) return await sumOver(decided.submissions, situation);
  if (isFirst) return await propose(situation);
  if (theirs.accepted === undefined) {
    return planner.choose(refs) === undefined ? nothing(situation) : { kind: 'wait', for: 'accepted', edition };
  }
  const versions = new Map(theirs.accepted.submissions.map((ref) => [ref.digest, ref.versions]));
  const best = planner.choose(refs.filter((ref) => versions.get(ref.digest) === ref.versions));
  return best === undefined ? nothing(situation) : await accept(best, situation);
}

/** The first aggregator's list may grow until the second has decided. */
async function propose(situation: Situation): Promise<Step> {
  const { mine, planner, refs } = situation;
  if (planner.choose(refs) === undefined) return nothing(situation);
  const before = new Set(mine.accepted?.submissions.map(({ digest }) => digest));
  const isSame =
    mine.accepted !== undefined && refs.length === before.size && refs.every((ref) => before.has(ref.digest));
  if (isSame) return { kind: 'wait', for: 'accepted', edition: mine.sums.length + 1 };
  return await accept(refs, situation);
}

async function accept(submissions: readonly SubmissionRef[], { input, mine }: Situation): Promise<Step> {
  const payload: AcceptedPayload = { schema: 'netvakt-accepted/1', ...roundOf(input, mine), submissions };
  return { kind: 'accepted', payload, text: await writeAccepted(payload, input.signingKey) };
}

async function sumOver(
  submissions: readonly SubmissionRef[],
  { input, mine, planner, readable }: Situation,
): Promise<Step> {
  const byDigest = new Map(readable.map((one) => [one.digest, one]));
  const chosen = submissions.map((ref) => {
    const found = byDigest.get(ref.digest);
    if (found !== undefined && refOf(found).versions === ref.versions) return found;
    throw new CoalitionError('ERR_ROUND', {
      found: `A submission of ${ref.member} that both aggregators accepted is no longer here`,
      remedy: 'Copy it back from the other aggregator or from a backup, then run netvakt coalition sum again',
    });
  });
  checkMembers(chosen);
  const endings = endingsIn(chosen.map((one) => one.endings ?? []));
  const payload: SumPayload = {
    schema: 'netvakt-sum/1',
    ...roundOf(input, mine),
    submissions,
    ...(endings.length === 0 ? {} : { tls_block: endings }),
    ...planner.sum(chosen),
  };
  return { kind: 'sum', payload, text: await writeSum(payload, input.signingKey) };
}

/** A member that is added twice in one sum and once in another would be their difference. The list's own words do not count. */
function checkMembers(chosen: readonly OpenedSubmission[]): void {
  if (new Set(chosen.map(({ member }) => member)).size === chosen.length) return;
  throw new CoalitionError('ERR_ROUND', {
    found: 'The other aggregator’s list of accepted submissions names a member twice',
    remedy: 'Do not sum. Ask the other aggregator, and tell the members: no unchanged program writes such a list',
  });
}

function nothing({ mine, refs }: Situation): Step {
  const summed = new Set(mine.sums.at(-1)?.submissions.map(({ digest }) => digest));
  const waiting = refs.filter(({ digest }) => !summed.has(digest)).length;
  return { kind: 'nothing', edition: mine.sums.length + 1, waiting };
}

function roundOf(
  { signed, quarter, party }: StepInput,
  { sums }: PartyDocuments,
): Omit<AcceptedPayload, 'schema' | 'submissions'> {
  const edition = sums.length + 1;
  return { coalition: signed.policy.coalition, policy: signed.digest, quarter, edition, party: party.id };
}

function partnerOf(aggregators: readonly Aggregator[], { id }: Aggregator): Aggregator {
  return aggregators.find((one) => one.id !== id) as Aggregator; // a blind policy has two: see `policy.ts`
}

async function readFiles(
  files: PartyFiles,
  edition: number,
  input: OpeningParty,
  party: string,
): Promise<PartyDocuments> {
  const expected = { signed: input.signed, quarter: input.quarter, party };
  const sums: SumPayload[] = [];
  for (const [at, text] of files.sums.entries()) {
    const sum = await readSum(text, expected);
    if (sum.edition !== at + 1) throw outOfOrder(party, at + 1);
    sums.push(sum);
  }
  const text = files.accepted[edition - 1];
  const accepted = text === undefined ? undefined : await readAccepted(text, expected);
  return { sums, accepted: accepted?.edition === edition ? accepted : undefined };
}

function outOfOrder(party: string, edition: number): CoalitionError {
  return new CoalitionError('ERR_ROUND', {
    found: `The sum of ${party} for edition ${edition} is missing, or another file is in its place`,
    remedy:
      'Copy the sums of all earlier editions back: without them nobody can know what a further one would give away',
  });
}
