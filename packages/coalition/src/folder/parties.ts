/** Who takes part, as far as files and signatures need to know. */
import { type NoteKey, noteKey } from '../log/note.ts';
import type { LogTrust } from '../log/read.ts';
import type { PublicKey } from '../signature/key.ts';
import type { Readers } from './layout.ts';

/** Somebody with a key. */
export interface Party {
  /** A pseudonym. */
  readonly id: string;
  readonly key: PublicKey;
}

/** What of a policy is needed here. */
export interface PolicyParties {
  readonly coalition: string;
  readonly aggregators: readonly Party[];
  readonly members: readonly Party[];
  readonly markets: readonly string[];
  /** Who keeps the log and posts for others. Default: the first aggregator. */
  readonly secretariat?: Party | undefined;
}

/** The parties of a coalition. */
export interface Parties {
  /** The name of the log: that of the coalition, and `/log`. */
  readonly origin: string;
  readonly secretariat: Party;
  readonly aggregators: readonly Party[];
  readonly members: readonly Party[];
  readonly markets: readonly string[];
}

/** Reads the parties from a policy. */
export function partiesOf({ coalition, aggregators, members, markets, secretariat }: PolicyParties): Parties {
  const keeper = secretariat ?? aggregators[0];
  if (keeper === undefined) throw new TypeError('A policy has an aggregator');
  return { origin: `${coalition}/log`, secretariat: keeper, aggregators, members, markets };
}

/** Everybody once, the secretariat first. */
export function everybodyOf({ secretariat, aggregators, members }: Parties): readonly Party[] {
  return [secretariat, ...[...aggregators, ...members].filter(({ id }) => id !== secretariat.id)];
}

/** The party with this key; `undefined` if there is none. */
export function partyWith(parties: Parties, { kid }: Pick<PublicKey, 'kid'>): Party | undefined {
  return everybodyOf(parties).find(({ key }) => key.kid === kid);
}

/** The groups whose files a party may read, itself among `everybody`. */
export function groupsOf(parties: Parties, id: string | undefined): ReadonlySet<Readers> {
  const groups = new Set<Readers>(['everybody']);
  if (everybodyOf(parties).some((party) => party.id === id)) groups.add('members');
  if ([parties.secretariat, ...parties.aggregators].some((party) => party.id === id)) groups.add('aggregators');
  if (parties.secretariat.id === id) groups.add('secretariat');
  return groups;
}

/** The name under which a party cosigns. */
export function cosignerName({ origin }: Parties, id: string): string {
  return `${origin.slice(0, -'/log'.length)}/${id}`;
}

/** Whose signatures on the log count. @param now - seconds since 1970. */
export function trustOf(parties: Parties, now: number): LogTrust {
  return {
    log: noteKey(parties.origin, 'note', parties.secretariat.key),
    cosigners: witnessesOf(parties).map((party) => witnessKey(parties, party)),
    now,
  };
}

/** All but the secretariat, which would vouch for itself. */
export function witnessesOf(parties: Parties): readonly Party[] {
  return everybodyOf(parties).slice(1);
}

/** The key that a party cosigns with. */
export function witnessKey(parties: Parties, { id, key }: Party): NoteKey {
  return noteKey(cosignerName(parties, id), 'cosignature', key);
}
