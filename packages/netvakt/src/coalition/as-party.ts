/** The party whose home this is, with everything that commands about the folder need. */
import { join } from 'node:path';
import { type FileStore, type Parties, type Party, type PrivateKey, partiesOf, partyWith } from '@netvakt/coalition';
import { type Timed, timeIn } from '../base/context.ts';
import { OperatorError } from '../base/operator-error.ts';
import { CoalitionHome } from './home.ts';
import { NamedFolder } from './named-folder.ts';
import { currentPolicy } from './trusted-policy.ts';

/** A party at work. */
export interface ActingParty {
  readonly home: CoalitionHome;
  /** The coalition's folder. */
  readonly store: NamedFolder;
  /** What the party keeps of the log. */
  readonly state: FileStore;
  readonly parties: Parties;
  readonly party: Party;
  readonly key: PrivateKey;
  /** Seconds since 1970. */
  readonly now: number;
}

/** @throws OperatorError ERR_COALITION - there is no home or policy, or the policy does not name the key of this home. */
export async function actingParty(path: string | undefined, timed: Timed = {}): Promise<ActingParty> {
  const home = await CoalitionHome.open(path);
  const { signed } = await currentPolicy(home);
  const key = await home.key();
  const parties = partiesOf(signed.policy);
  const party = partyWith(parties, key);
  if (party === undefined) {
    throw new OperatorError('ERR_COALITION', {
      found: `Policy ${signed.policy.serial} does not name the key of ${home.path}`,
      remedy: 'Have the secretariat put its public part into the next policy; netvakt coalition join prints it',
    });
  }
  return {
    home,
    store: new NamedFolder(home.settings.folder),
    state: new NamedFolder(join(home.path, 'log')),
    parties,
    party,
    key,
    now: Math.floor(timeIn(timed) / 1000),
  };
}

/** Where the index of the folder is. */
export function indexPath({ home }: ActingParty): string {
  return join(home.path, 'log', 'index.sqlite');
}
