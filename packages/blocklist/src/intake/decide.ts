/**
 * What people decide about a list: release, roll back, shadow, enforce. Each needs a name and a reason; the caller writes the log.
 */

import { wideDomains } from '../guard/change.ts';
import { parseDelivery } from '../parse/deliver.ts';
import type { KeptDelivery } from '../store/list-store.ts';
import type { ManagedList } from './managed-list.ts';
import {
  type Approval,
  type ListState,
  type Shadow,
  type SystemPerson,
  stateOf,
  storedState,
  waitsForTime,
  wideDigest,
  withoutReplacedHold,
} from './state.ts';

/** What came of a release. */
export type ReleaseOutcome =
  | { readonly kind: 'released'; readonly delivery: KeptDelivery }
  | { readonly kind: 'one-more-needed'; readonly approvals: readonly Approval[] }
  | { readonly kind: 'same-person' }
  | { readonly kind: 'nothing-held' };

/**
 * Approves the held delivery; the approval that completes the number `needed` puts it in force. Two approvals of one name are one, and
 * so are two of one person, whatever names are given. Names are compared without case and outer spaces.
 */
export async function releaseHeld(list: ManagedList, approval: Approval, needed: number): Promise<ReleaseOutcome> {
  const { store } = list;
  const state = withoutReplacedHold(stateOf(await store.state()), await store.current());
  const held = await store.held();
  if (state.hold === undefined || held === undefined || held.sha256 !== state.hold.sha256)
    return { kind: 'nothing-held' };
  if (state.hold.approvals.some((one) => sameApprover(one, approval))) return { kind: 'same-person' };
  const approvals = [...state.hold.approvals, approval];
  if (approvals.length < needed) {
    await store.saveState(storedState({ ...state, hold: { ...state.hold, approvals } }));
    return { kind: 'one-more-needed', approvals };
  }
  await takeHeld(list, state, held, approval.at);
  return { kind: 'released', delivery: held };
}

/** Takes the held delivery whose time in shadow is over at `now` and that waits for nobody; `undefined` if there is none. */
export async function takeAfterShadow(list: ManagedList, now: number): Promise<KeptDelivery | undefined> {
  const state = stateOf(await list.store.state());
  const { hold } = state;
  if (hold === undefined || !waitsForTime(hold) || now < hold.until) return undefined;
  const held = await list.store.held();
  if (held?.sha256 !== hold.sha256) return undefined;
  await takeHeld(list, state, held, now);
  return held;
}

/** Puts the whole list in shadow: from the next compilation on it only counts what it would block. */
export async function shadowList({ store }: ManagedList, shadow: Shadow): Promise<void> {
  await store.saveState(storedState({ ...stateOf(await store.state()), shadow }));
}

/** Ends the shadow of the whole list. False if there is none. */
export async function enforceList({ store }: ManagedList): Promise<boolean> {
  const state = stateOf(await store.state());
  if (state.shadow === undefined) return false;
  await store.saveState(storedState({ ...state, shadow: undefined }));
  return true;
}

async function takeHeld(list: ManagedList, state: ListState, held: KeptDelivery, at: number): Promise<void> {
  const { store, settings } = list;
  // What the list covered widely when it was released is known from now on.
  const parsed = await parseDelivery(held, settings, 0);
  const wide = parsed.ok ? [...wideDomains(parsed.rules, list.change.maxShadowed + 1).keys()] : [];
  const known = wide.map((domain) => wideDigest(domain, list.digestKey));
  const { version, sha256, received, active, content } = held;
  await store.take({ version, sha256, at, received, active }, content);
  const enforced = { hold: undefined, rolledBackFrom: undefined, enforced: sha256, wideDomains: known };
  await store.saveState(storedState({ ...state, ...enforced }));
}

/** A roll-back: what was in force, and what is now. */
export interface RollBack {
  readonly left: KeptDelivery;
  readonly taken: KeptDelivery;
}

/** Puts the previous delivery in force; the one that is left is not loaded again automatically. `undefined` if there is none. */
export async function rollBackList(list: ManagedList, at: number): Promise<RollBack | undefined> {
  const { store } = list;
  // Remembered first: if the disk takes that and not the delivery, what is in force is no delivery that was left.
  return store.rollBack(at, async (left) => {
    await store.saveState(storedState({ ...stateOf(await store.state()), rolledBackFrom: left.sha256 }));
  });
}

function sameApprover(a: Approval, b: Approval): boolean {
  const hasOneName = a.by.trim().toLowerCase() === b.by.trim().toLowerCase();
  return hasOneName || (a.person !== undefined && b.person !== undefined && samePerson(a.person, b.person));
}

/**
 * Returns true if two commands may come from one person. Who logged in decides, since several people may act as one user. Without a login on
 * either side it is the user of the process; with one on one side only, they cannot be distinguished.
 */
function samePerson(a: SystemPerson, b: SystemPerson): boolean {
  if (a.login !== undefined && b.login !== undefined) return a.login === b.login;
  return a.login !== b.login || a.uid === b.uid;
}
