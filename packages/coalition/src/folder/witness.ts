import {
  type Checkpoint,
  cosign,
  cosignatureOf,
  formatCheckpoint,
  isSignedBy,
  withSignatures,
} from '../log/checkpoint.ts';
import { isLineOf } from '../log/note.ts';
import type { PrivateKey } from '../signature/key.ts';
import { witnessPath } from './layout.ts';
import { cosignerName, type Parties, type Party, trustOf, witnessKey } from './parties.ts';
import type { FileStore } from './store.ts';

/** Who cosigns, and where it is published. */
export interface WitnessSettings {
  readonly store: FileStore;
  readonly parties: Parties;
  readonly party: Party;
  /** The party's. */
  readonly key: PrivateKey;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Cosigns a checkpoint that the party has verified, and publishes it for the others. */
export async function witness(
  { store, parties, party, key, now }: WitnessSettings,
  checkpoint: Checkpoint,
): Promise<void> {
  const { log } = trustOf(parties, now);
  const own = cosign(checkpoint, cosignerName(parties, party.id), key, now);
  // The log's own signature and this one: what the others have signed, they publish themselves.
  const ofLog = checkpoint.note.signatures.filter((line) => isLineOf(line, log));
  const alone = { ...checkpoint, note: { ...checkpoint.note, signatures: ofLog } };
  await store.write(witnessPath(party.id), formatCheckpoint(withSignatures(alone, [own])));
}

/** True if the log has signed the checkpoint, and the party has cosigned it. @param now - seconds since 1970. */
export function isWitnessedBy(checkpoint: Checkpoint, parties: Parties, party: Party, now: number): boolean {
  const found = cosignatureOf(checkpoint, witnessKey(parties, party), now);
  return isSignedBy(checkpoint, trustOf(parties, now).log) && found !== undefined && found !== false;
}
