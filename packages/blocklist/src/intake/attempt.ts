/** One attempt to take a delivery, as far as the store is concerned: is it whole, did its disk take everything, what is remembered. */
import { dirname } from 'node:path';
import { diskFailure } from '../store/disk.ts';
import { type ManagedList, refused, type UpdateOutcome } from './managed-list.ts';
import { type ListState, stateOf, storedState } from './state.ts';

/**
 * One attempt: what is remembered, `work`, and if that refuses, one more failure to remember. A full disk takes no note of it either;
 * then the state stays as it was, and so do the time of the last success and the number of failures.
 */
export async function attempted(
  list: ManagedList,
  now: number,
  work: (state: ListState) => Promise<UpdateOutcome>,
): Promise<UpdateOutcome> {
  const { store } = list;
  const lost = await lostRecords(list);
  if (lost !== undefined) return lost;
  const state = { ...stateOf(await store.state()), lastAttempt: now };
  const outcome = await refusedByDisk(list, () => work(state));
  if (outcome.kind === 'refused') await refusedByDisk(list, () => store.saveState(storedState(failedAgain(state))));
  return outcome;
}

/** A store that should hold something and does not: a delivery that came now would be taken as the first, without guards. */
async function lostRecords({
  settings,
  store,
  hadDeliveries,
  beginAnew,
}: ManagedList): Promise<UpdateOutcome | undefined> {
  if (beginAnew === true) return undefined;
  const unreadable = await store.unreadable();
  if (unreadable !== undefined) return refused(settings, 'store-unreadable', `${unreadable} in ${store.folder}`);
  const { enforced } = stateOf(await store.state());
  if (enforced === undefined && !(hadDeliveries === true && (await store.isEmpty()))) return undefined;
  if ((await store.newest()).delivery > 0) return undefined;
  return refused(settings, 'store-lost', `deliveries were taken, and ${store.folder} holds none`);
}

/** What `work` comes to; a refusal if the file system of the store fails it. */
export async function refusedByDisk<Outcome>(
  { settings, store }: ManagedList,
  work: () => Promise<Outcome>,
): Promise<Outcome | UpdateOutcome> {
  try {
    return await work();
  } catch (error) {
    const failure = diskFailure(dirname(store.folder), error);
    if (failure === undefined) throw error;
    return refused(settings, failure.reason, failure.found);
  }
}

/** A delivery that was not taken is asked for again in full. */
export function failedAgain(state: ListState): ListState {
  return { ...state, failures: state.failures + 1, etag: undefined };
}
