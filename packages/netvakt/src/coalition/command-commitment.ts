import { OPENING, openingOf, readDocument, readPolicy, type SignedPolicy, verifyOpening } from '@netvakt/coalition';
import { codeOf } from '../base/anonymous.ts';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { writeNew } from '../base/write-new.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { checkedQuarter } from './round-files.ts';
import { trustedPolicy } from './trusted-policy.ts';

export interface RevealOptions {
  readonly quarter: string;
  readonly write: string;
  readonly revision?: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Writes what a submission was made of, for an auditor. */
export const reveal: Action<RevealOptions> = async ({ stdout }, options) => {
  const home = await CoalitionHome.open(options.home);
  const quarter = checkedQuarter(options.quarter);
  const revision = options.revision ?? (await home.submitted(quarter))?.revision ?? 1;
  const record = await home.submission(quarter, revision);
  if (record === undefined) {
    throw new OperatorError('ERR_COALITION', {
      found: `${home.path} has no record of submission ${revision} of ${quarter}`,
      remedy: 'Restore it from a backup: without its salt, nobody can show what was submitted',
    });
  }
  const opening = openingOf(record, home.settings.id);
  await writeNew(options.write, `${JSON.stringify(opening)}\n`, 0o600).catch((error: unknown) => {
    throw new OperatorError('ERR_COALITION', {
      found: `Cannot write ${options.write} (${codeOf(error) ?? 'unknown'})`,
      remedy: 'Name a file that is not there yet, in a directory that this user may write',
    });
  });
  const words = `${quarter}, submission ${revision}: every figure of it is in ${options.write}. Give it to the auditor only`;
  await stdout.write(shown(options.json, { quarter, revision, file: options.write }, words));
  return EXIT.done;
};

export interface VerifyOpeningOptions {
  readonly opening: string;
  readonly submission: string;
  readonly policy?: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Compares what a member reveals with what it has signed. */
export const verifyCommitment: Action<VerifyOpeningOptions> = async ({ stdout }, options) => {
  const opening = readDocument(await givenText(options.opening, 'Name the file that the member revealed'), OPENING);
  const submission = await givenText(
    options.submission,
    'Name the file of the folder, sealed/QUARTER/submission-….jws',
  );
  const signed = await policyOf(opening.quarter, options);
  const found = await verifyOpening(opening, submission, signed);
  const { holds, isCoherent, cells } = found;
  const { member, quarter, revision } = opening;
  const of = `submission ${revision} of ${member}, ${quarter}`;
  const report = {
    holds,
    coherent: isCoherent,
    member,
    quarter,
    revision,
    policy: signed.digest,
    cells: holds ? cells : [],
  };
  const lines = [
    holds
      ? `These are the figures that ${member} committed itself to: ${of}`
      : `These are NOT the figures that ${member} committed itself to: ${of}`,
    `policy ${signed.policy.serial}, digest ${signed.digest}`,
    ...(holds && !isCoherent
      ? ['Its sums or bins are not those of its cells: no unchanged program makes such a submission']
      : []),
    ...(holds
      ? cells.map(
          (cell) => `  ${cell.indicator}  ${cell.market}  ${cell.month}  ${cell.numerator} / ${cell.denominator}`,
        )
      : []),
  ];
  await stdout.write(shown(options.json, report, lines.join('\n')));
  return holds && isCoherent ? EXIT.done : EXIT.failed;
};

/** Returns the policy that the command line names, because an auditor has no home; its digest is printed for comparison. Else the home's. */
async function policyOf(quarter: string, { policy, home }: VerifyOpeningOptions): Promise<SignedPolicy> {
  if (policy !== undefined)
    return await readPolicy(await givenText(policy, 'Name the file of the policy with --policy'));
  return (await trustedPolicy(await CoalitionHome.open(home), quarter)).signed;
}
