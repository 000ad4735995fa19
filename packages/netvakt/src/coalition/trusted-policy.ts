/** The policy that holds, from the coalition's folder, if the aggregators that this home trusts have signed it. */
import {
  CoalitionError,
  type CoalitionPolicy,
  filePlace,
  type ListedStore,
  readPolicy,
  type SignedPolicy,
} from '@netvakt/coalition';
import { OperatorError } from '../base/operator-error.ts';
import { givenText } from './given-text.ts';
import type { CoalitionHome } from './home.ts';
import { NamedFolder } from './named-folder.ts';
import { textIn } from './round-files.ts';

/** What a command of a round works with. */
export interface OpenedHome {
  readonly home: CoalitionHome;
  readonly store: ListedStore;
  readonly signed: SignedPolicy;
}

/** The policy of a quarter. @param path - a file in place of the folder's. */
export async function trustedPolicy(home: CoalitionHome, quarter: string, path?: string): Promise<OpenedHome> {
  const store = new NamedFolder(home.settings.folder);
  const signed =
    path === undefined
      ? await newest(store, quarter)
      : await readPolicy(await givenText(path, 'Name the file of the policy with --policy'));
  if (signed === undefined) {
    throw new OperatorError('ERR_COALITION', {
      found: `No policy in ${home.settings.folder}/members/policy holds for ${quarter}`,
      remedy: 'Fetch the folder again, or ask the secretariat for the policy of this quarter',
    });
  }
  checkTrust(home, signed);
  return { home, store, signed };
}

/** The newest policy of the folder, whatever its quarters; `undefined` if there is none. */
export async function newestPolicy(home: CoalitionHome): Promise<SignedPolicy | undefined> {
  return await newest(new NamedFolder(home.settings.folder), undefined);
}

/** The newest policy of the folder, if the aggregators that this home trusts have signed it. */
export async function currentPolicy(home: CoalitionHome): Promise<OpenedHome> {
  const signed = await newestPolicy(home);
  if (signed === undefined) {
    throw new OperatorError('ERR_COALITION', {
      found: `There is no policy in ${home.settings.folder}/members/policy`,
      remedy: 'Fetch the folder again (netvakt coalition sync), or ask the secretariat for the policy',
    });
  }
  checkTrust(home, signed);
  return { home, store: new NamedFolder(home.settings.folder), signed };
}

async function newest(store: ListedStore, quarter: string | undefined): Promise<SignedPolicy | undefined> {
  // Notes, copies of an editor and the like have no place in the folder.
  const files = (await store.list('members/policy')).filter(({ path }) => filePlace(path)?.kind === 'policy');
  for (const { path } of files.toSorted((a, b) => serialOf(b.path) - serialOf(a.path))) {
    const signed = await policyAt(store, path);
    const { from, until, serial } = signed.policy;
    // An old policy under a newer name would hold again.
    if (serial !== serialOf(path)) continue;
    if (quarter === undefined || (from <= quarter && quarter <= until)) return signed;
  }
  return undefined;
}

/** A damaged policy is not passed over: an older one would hold again. */
async function policyAt(store: ListedStore, path: string): Promise<SignedPolicy> {
  try {
    return await readPolicy((await textIn(store, path)) ?? '');
  } catch (error) {
    if (!(error instanceof CoalitionError)) throw error;
    throw new OperatorError('ERR_COALITION', {
      found: `${path} is not a policy that holds`,
      remedy: 'Put the file of the secretariat in its place, or remove it if the coalition has no such policy',
      reasons: [
        `${path} is not a policy that holds: ${error.reasons.join(' ')}`,
        'If the coalition has no such policy, remove the file',
      ],
    });
  }
}

function serialOf(path: string): number {
  return Number(/(\d+)\.json$/u.exec(path)?.[1] ?? 0);
}

/** Whoever can write into the folder could put a policy with aggregators of its own there. */
function checkTrust({ settings, path }: CoalitionHome, { policy }: SignedPolicy): void {
  const { trust } = settings;
  if (trust !== undefined && fingerprint(policy.aggregators.map(keysOf)) === fingerprint(trust.aggregators)) return;
  throw new OperatorError('ERR_COALITION', {
    found:
      trust === undefined
        ? `${path} does not trust any aggregator yet`
        : 'The policy names other aggregators, or other keys of theirs, than those that this home trusts',
    remedy:
      'Run netvakt coalition join again, compare the keys that it prints with the aggregators by telephone, then confirm them with --trust',
  });
}

function keysOf({ id, key, seal }: CoalitionPolicy['aggregators'][number]): { id: string; key: string; seal: string } {
  return { id, key: key.kid, seal: seal.kid };
}

function fingerprint(keys: readonly { readonly id: string; readonly key: string; readonly seal: string }[]): string {
  return keys
    .map(({ id, key, seal }) => `${id} ${key} ${seal}`)
    .toSorted()
    .join();
}
