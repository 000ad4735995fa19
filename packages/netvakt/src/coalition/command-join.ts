import { publicPart, type SignedPolicy, sealPart } from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { CoalitionHome } from './home.ts';
import { newestPolicy } from './trusted-policy.ts';

export interface JoinOptions {
  readonly id: string;
  readonly folder: string;
  readonly home?: string;
  readonly key?: string;
  readonly aggregator?: boolean;
  readonly trust?: boolean;
  readonly json?: boolean;
}

/**
 * Makes keys and prints their public parts for the policy. Run again once the folder has a policy, it shows whose keys are in it, and
 * with `--trust` remembers the aggregators.
 */
export const join: Action<JoinOptions> = async ({ stdout }, options) => {
  const { id, trust, json } = options;
  const home = await CoalitionHome.make(options.home, options);
  const opening = await home.openingKey();
  const mine = { id, key: publicPart(await home.key()), ...(opening === undefined ? {} : { seal: sealPart(opening) }) };
  const signed = await newestPolicy(home);
  if (signed === undefined) {
    const text = `Send this to the secretariat, for the policy; the private keys stay in ${home.path}:\n\n${JSON.stringify(mine, undefined, 2)}\n\nWhen the folder has a policy, run this command again.`;
    await stdout.write(shown(json, { ...mine, policy: null }, text));
    return EXIT.done;
  }
  if (trust === true) await home.trust(signed.policy.serial, signed.digest, signed.policy.aggregators);
  const isNamed = [...signed.policy.members, ...signed.policy.aggregators].some(({ key }) => key.kid === mine.key.kid);
  const report = { ...mine, policy: signed.policy.serial, digest: signed.digest, isNamed, isTrusted: trust === true };
  await stdout.write(shown(json, report, textOf(signed, isNamed, trust === true)));
  return EXIT.done;
};

function textOf({ policy, digest }: SignedPolicy, isNamed: boolean, isTrusted: boolean): string {
  const keys = policy.aggregators.map(({ id, key, seal }) => `  ${id}  signs ${key.kid}  opens ${seal.kid}`);
  return [
    `Policy ${policy.serial} of ${policy.coalition}, ${policy.from} to ${policy.until}, digest ${digest.slice(0, 16)}`,
    `  ${policy.mode} sums; ${policy.members.length} members; nothing below ${policy.contributors} of them is released`,
    isNamed ? '  names the key of this home' : '  does not name the key of this home: send it to the secretariat',
    'Its aggregators:',
    ...keys,
    isTrusted
      ? 'They are trusted from now on.'
      : 'Read these keys to them by telephone. If they are right, run the command again with --trust.',
  ].join('\n');
}
