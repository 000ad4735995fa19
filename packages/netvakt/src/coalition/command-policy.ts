import { type CoalitionPolicy, readDraft, signPolicy } from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { replaceNamed } from '../base/named-file.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { NamedFolder } from './named-folder.ts';
import { policyPath } from './round-files.ts';

export interface PolicyOptions {
  readonly file: string;
  readonly home?: string;
  readonly sign?: boolean;
  readonly publish?: boolean;
  readonly json?: boolean;
}

/** Shows a draft or a policy, signs it, or puts it into the folder once all aggregators have signed. */
export const showPolicy: Action<PolicyOptions> = async ({ stdout }, { file, home, sign, publish, json }) => {
  let text = await givenText(file, 'Name the file of the policy');
  if (sign === true) {
    text = await signPolicy(text, await (await CoalitionHome.open(home)).key());
    await replaceNamed(file, text, (before = 0o644) => before);
  }
  const draft = await readDraft(text);
  const missing = draft.policy.aggregators.map(({ id }) => id).filter((id) => !draft.signers.includes(id));
  if (publish === true) await place(text, draft.policy, missing, await CoalitionHome.open(home));
  const report = { policy: draft.policy, digest: draft.digest, signers: draft.signers, missing };
  await stdout.write(shown(json, report, textOf(draft.policy, draft.digest, draft.signers, missing)));
  return EXIT.done;
};

async function place(
  text: string,
  policy: CoalitionPolicy,
  missing: readonly string[],
  home: CoalitionHome,
): Promise<void> {
  if (missing.length > 0) {
    throw new OperatorError('ERR_COALITION', {
      found: `${missing.join(' and ')} must sign the policy first`,
      remedy: 'Send them the file; each runs netvakt coalition policy FILE --sign',
    });
  }
  const outcome = await new NamedFolder(home.settings.folder).create(policyPath(policy), Buffer.from(text));
  if (outcome !== 'taken') return;
  throw new OperatorError('ERR_COALITION', {
    found: `The folder has another policy with serial ${policy.serial}`,
    remedy: `Give the new one serial ${policy.serial + 1} and have it signed again: a policy is never replaced`,
  });
}

/** What counsel reads. */
function textOf(
  policy: CoalitionPolicy,
  digest: string,
  signers: readonly string[],
  missing: readonly string[],
): string {
  const { members, indicators, aggregators } = policy;
  const markets = policy.markets.join(', ');
  return [
    `Policy ${policy.serial} of ${policy.coalition}, for ${policy.from} to ${policy.until}`,
    `digest ${digest}`,
    '',
    policy.mode === 'blind'
      ? `Sums are blind: ${aggregators.map(({ id }) => id).join(' and ')} each get one share of every figure, and neither can read one.`
      : `${aggregators[0]?.id} is a trustee and reads every member's figures.`,
    `Released are ratios of sums and bins, of at least ${policy.contributors} members; corrections of at least ${policy.corrections} members together.`,
    `The second largest member must be off by at least ${policy.dominance} % who estimates the largest.`,
    `Submissions are awaited for ${policy.deadlineDays} days after the quarter. Markets: ${markets}.`,
    '',
    ...members.map(
      ({ id, subscriptions, publishes }) =>
        `  ${id}: ${Object.entries(subscriptions)
          .map(([market, count]) => `${market} ${count},000`)
          .join(', ')} subscriptions (public)${publishes.length > 0 ? `; publishes ${publishes.join(', ')}` : ''}`,
    ),
    '',
    ...indicators.map(
      ({ id, per, bins }) => `  ${id}: for ${per}; bins at ${bins.length === 0 ? 'none' : bins.join(', ')}`,
    ),
    '',
    `Signed by ${signers.length === 0 ? 'nobody' : signers.join(' and ')}${missing.length > 0 ? `; ${missing.join(' and ')} must sign` : ': it holds'}.`,
  ].join('\n');
}
