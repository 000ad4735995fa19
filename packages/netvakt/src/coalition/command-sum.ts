import {
  type Aggregator,
  type CoalitionPolicy,
  checkQuarter,
  LEFT_OUT,
  type LeftOutFile,
  nextStep,
  quarterOf,
  type Step,
  type StepInput,
} from '@netvakt/coalition';
import { type Action, timeIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { CoalitionHome } from './home.ts';
import { ReleasedSums } from './released-sums.ts';
import { acceptedPath, checkedQuarter, partyFiles, submissionFiles } from './round-files.ts';
import { trustedPolicy } from './trusted-policy.ts';

export interface SumOptions {
  readonly quarter: string;
  readonly home?: string;
  readonly policy?: string;
  readonly early?: boolean;
  readonly json?: boolean;
}

/** Takes the steps of a round that this aggregator can take now. Running it again does no harm. */
export const sum: Action<SumOptions> = async (context, options) => {
  const quarter = checkedQuarter(options.quarter);
  const opened = await trustedPolicy(await CoalitionHome.open(options.home), quarter, options.policy);
  const { store, signed, home } = opened;
  checkQuarter(signed.policy, quarter);
  const party = await partyOf(signed.policy, home);
  const partner = signed.policy.aggregators.find(({ id }) => id !== party.id);
  const released = new ReleasedSums(home, store, quarter, party.id);
  const steps: Step[] = [];
  let leftOut: readonly LeftOutFile[] = [];
  let submitted = 0;
  for (let isDone = false; !isDone; ) {
    await released.restore();
    const input: StepInput = {
      signed,
      quarter,
      party,
      key: (await home.openingKey()) ?? noOpeningKey(),
      signingKey: await home.key(),
      files: await submissionFiles(store, quarter),
      mine: await partyFiles(store, quarter, party.id),
      theirs: partner === undefined ? undefined : await partyFiles(store, quarter, partner.id),
    };
    const { step, collected } = await nextStep(input);
    for (const [at, text] of input.mine.sums.entries()) await released.keep(at + 1, text);
    leftOut = collected.leftOut;
    submitted = collected.newest.size;
    if (step.kind !== 'nothing')
      checkDeadline(signed.policy, quarter, submitted, options.early === true, timeIn(context));
    if (step.kind === 'accepted') {
      await store.write(acceptedPath(quarter, party.id, step.payload.edition), Buffer.from(step.text));
    } else if (step.kind === 'sum') await released.release(step.payload.edition, step.text);
    else isDone = true;
    steps.push(step);
  }
  const texts = steps.map((step) => stepText(step, partner?.id));
  const names = leftOut.map(({ file, reason }) => `left out: ${file}: ${LEFT_OUT[reason]}`);
  const members = signed.policy.members.length;
  const lines = [`${quarter}: ${submitted} of ${members} members have submitted`, ...names, ...texts];
  const taken = steps.map((step) => ({ kind: step.kind, edition: editionOf(step) }));
  await context.stdout.write(
    shown(options.json, { quarter, submitted, members, leftOut, steps: taken }, lines.join('\n')),
  );
  return EXIT.done;
};

/** The aggregator whose home this is. @throws OperatorError ERR_COALITION - it is none. */
export async function partyOf({ aggregators }: CoalitionPolicy, home: CoalitionHome): Promise<Aggregator> {
  const { kid } = await home.key();
  const party = aggregators.find(({ key }) => key.kid === kid);
  if (party !== undefined) return party;
  throw new OperatorError('ERR_COALITION', {
    found: 'The policy names no aggregator with the key of this home',
    remedy: 'Run the command in the home of an aggregator: netvakt coalition join --aggregator makes one',
  });
}

function noOpeningKey(): never {
  throw new OperatorError('ERR_COALITION', {
    found: 'This home has no key that opens submissions',
    remedy: 'Restore opening-key.json from a backup; without it the members must submit again under a new policy',
  });
}

/** Who comes late waits for others who do: so nobody is left out by an early sum. */
function checkDeadline(
  policy: CoalitionPolicy,
  quarter: string,
  submitted: number,
  isEarly: boolean,
  now: number,
): void {
  const deadline = Date.parse(`${quarterOf(quarter)?.until ?? ''}T00:00:00Z`) + (policy.deadlineDays + 1) * 86_400_000;
  if (isEarly || submitted >= policy.members.length || now >= deadline) return;
  const day = new Date(deadline - 86_400_000).toISOString().slice(0, 10);
  throw new OperatorError('ERR_COALITION', {
    found: `${submitted} of ${policy.members.length} members have submitted, and the others may until ${day}`,
    remedy: 'Run the command again when all have, or after that day. If nobody else will, run it with --early',
  });
}

function editionOf(step: Step): number {
  return step.kind === 'accepted' || step.kind === 'sum' ? step.payload.edition : step.edition;
}

function stepText(step: Step, partner = ''): string {
  const edition = `edition ${editionOf(step)}`;
  if (step.kind === 'wait') return `${edition}: ${partner} is next: netvakt coalition sum there`;
  if (step.kind === 'accepted') return `${edition}: ${step.payload.submissions.length} submissions accepted`;
  if (step.kind === 'sum') {
    const { submissions, contributors } = step.payload;
    return `${edition}: sum of ${submissions.length} submissions, ${contributors.length} figures may be released. Next: netvakt coalition open`;
  }
  return step.waiting === 0
    ? `${edition}: nothing has come for it`
    : `${edition}: ${step.waiting} submissions wait until more members join or correct: alone they would be seen`;
}
