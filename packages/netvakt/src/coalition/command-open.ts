import {
  type EditionPayload,
  editionCsv,
  type ListedStore,
  mergeSignatures,
  openEdition,
  readEdition,
  type SignedPolicy,
  signEdition,
} from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { partyOf } from './command-sum.ts';
import { CoalitionHome } from './home.ts';
import { checkedQuarter, editionPath, partyFiles, signedEditionPath, sumPath, textIn } from './round-files.ts';
import { trustedPolicy } from './trusted-policy.ts';

export interface OpenOptions {
  readonly quarter: string;
  readonly home?: string;
  readonly policy?: string;
  readonly json?: boolean;
}

/** Adds the sums of a quarter, signs what comes out, and publishes it once every aggregator has signed the same. */
export const open: Action<OpenOptions> = async ({ stdout }, options) => {
  const quarter = checkedQuarter(options.quarter);
  const { store, signed, home } = await trustedPolicy(await CoalitionHome.open(options.home), quarter, options.policy);
  const party = await partyOf(signed.policy, home);
  const key = await home.key();
  const count = (await partyFiles(store, quarter, party.id)).sums.length;
  let before: EditionPayload | undefined;
  let signers: readonly string[] = [];
  for (let edition = 1; edition <= count; edition += 1) {
    before = await openEdition({ signed, quarter, sums: await sumsOf(store, signed, quarter, edition), before });
    const path = signedEditionPath(quarter, party.id, edition);
    if ((await textIn(store, path)) === undefined) {
      await place(store, path, await signEdition(before, key, undefined));
    }
    signers = await publishWhole(store, signed, quarter, edition);
  }
  if (before === undefined) throw nothingToOpen(quarter, party.id);
  const missing = signed.policy.aggregators.map(({ id }) => id).filter((id) => !signers.includes(id));
  const released = before.figures.filter(({ status }) => status === 'value').length;
  const hidden = before.figures.filter(({ status }) => status === 'hidden').length;
  const words = [
    `${before.edition} (${before.reason}): ${before.submissions} of ${before.members} members; ${released} figures, ${hidden} hidden`,
    missing.length === 0
      ? `published: ${editionPath(quarter, count)}`
      : `signed; ${missing.join(' and ')} must run netvakt coalition open as well before it is published`,
  ].join('\n');
  const report = { edition: before.edition, reason: before.reason, released, hidden, signers, missing };
  await stdout.write(shown(options.json, report, words));
  return EXIT.done;
};

async function sumsOf(
  store: ListedStore,
  { policy }: SignedPolicy,
  quarter: string,
  edition: number,
): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const { id } of policy.aggregators) {
    const text = await textIn(store, sumPath(quarter, id, edition));
    if (text !== undefined) sums[id] = text;
  }
  return sums;
}

/** Joins the aggregators' signatures of an edition; writes the file once it has all. Returns who has signed. */
async function publishWhole(
  store: ListedStore,
  { policy }: SignedPolicy,
  quarter: string,
  edition: number,
): Promise<readonly string[]> {
  let text: string | undefined;
  for (const { id } of policy.aggregators) {
    const one = await textIn(store, signedEditionPath(quarter, id, edition));
    if (one !== undefined) text = text === undefined ? one : mergeSignatures(text, one);
  }
  if (text === undefined) return [];
  const { signers, edition: payload } = await readEdition(text, policy);
  if (signers.length < policy.aggregators.length) return signers;
  const path = editionPath(quarter, edition);
  await place(store, path, text);
  await place(store, path.replace(/json$/u, 'csv'), editionCsv(payload));
  return signers;
}

/** @throws OperatorError ERR_COALITION - there is another file. It would be taken for what was published. */
async function place(store: ListedStore, path: string, text: string): Promise<void> {
  if ((await store.create(path, Buffer.from(text))) !== 'taken') return;
  throw new OperatorError('ERR_COALITION', {
    found: `${path} is in the folder already, with another content`,
    remedy: 'Do not publish it. Find out who wrote it, remove it, and run the command again',
  });
}

function nothingToOpen(quarter: string, party: string): OperatorError {
  return new OperatorError('ERR_COALITION', {
    found: `${party} has no sum of ${quarter} yet`,
    remedy: `Run netvakt coalition sum ${quarter} first`,
  });
}
