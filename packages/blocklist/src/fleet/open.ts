import { openSnapshot, type Snapshot } from '@netvakt/matcher';
import { type ListRefusal, refuse } from '../report/refusal.ts';
import { type FleetMembership, unfit } from './fit.ts';
import { sharedCopy } from './parcel.ts';
import type { KeptSnapshot } from './store.ts';

/** A snapshot from a node's disk, ready to be handed to workers; or why there is none. */
export type OpenedKept =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly buffer: SharedArrayBuffer; readonly kept: KeptSnapshot }
  | { readonly ok: false; readonly refusal: ListRefusal };

/** Opens what `fleet`'s node holds, and checks it against a configuration that may have changed since. Never throws. */
export function openKept(fleet: string, kept: KeptSnapshot | undefined, membership: FleetMembership): OpenedKept {
  if (kept === undefined)
    return { ok: false, refusal: refuse(fleet, 'fleet-nothing-held', 'no snapshot that opens on this node’s disk') };
  const buffer = sharedCopy(kept.content);
  const snapshot = opened(buffer);
  if (snapshot === undefined)
    return { ok: false, refusal: refuse(fleet, 'fleet-snapshot', 'a snapshot of another version on this node’s disk') };
  const failure = unfit(snapshot, membership, kept.facts);
  if (failure !== undefined) return { ok: false, refusal: refuse(fleet, failure.reason, failure.found) };
  return { ok: true, snapshot, buffer, kept };
}

/** What was sealed whole can still be of the program's last version. */
function opened(buffer: SharedArrayBuffer): Snapshot | undefined {
  try {
    return openSnapshot(buffer);
  } catch {
    return undefined;
  }
}
