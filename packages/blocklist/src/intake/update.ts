/**
 * One delivery of one list, from bytes to in force, or to a reason why not:
 *
 *   1. trust: signatures, then the manifest, then the bytes against it;
 *   2. is it the one that is in force, or the one that was rolled back from?
 *   3. would it fit into memory? Then parse, with all guards that quarantine; entries against the manifest;
 *   4. the guards that hold: size, shadowing;
 *   5. remember the manifest's version, on disk, before anything is in force;
 *   6. take it, or keep it aside: until somebody releases it, or its time in shadow is over.
 *
 * Whatever goes wrong, the delivery in force stays in force.
 */
import { freeMemory } from '../compile/free-memory.ts';
import { memoryShortFor } from '../compile/memory.ts';
import { type ChangeBounds, type HoldCause, judgeShadowing, judgeSize, wideDomains } from '../guard/change.ts';
import { parseDelivery } from '../parse/deliver.ts';
import type { ListSummary, ParsedList, ParseOutcome } from '../parse/list.ts';
import { type ListRefusal, type ListRefusalReason, refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import type { DeliveredBytes } from '../source/delivered.ts';
import { fetchSource } from '../source/fetch.ts';
import type { FetchBounds, Source } from '../source/source.ts';
import type { KeptDelivery, ListStore } from '../store/list-store.ts';
import { type Delivery, judgeRead, judgeTrust, type TrustPolicy } from './believe.ts';
import { believing, type Hold, type ListState, stateOf, storedState, waitsForTime, wideDigest } from './state.ts';

/** A list that is kept up to date. */
export interface ManagedList {
  readonly settings: ListSettings;
  readonly store: ListStore;
  readonly trust: TrustPolicy;
  readonly change: ChangeBounds;
  /** How long a delivery over another one only counts what it would block, in milliseconds; 0: it enforces at once. */
  readonly shadowTime: number;
  /** Under which wide domains are remembered. */
  readonly digestKey: Buffer;
  /** Bytes of memory that may be taken. Default: what the system and its control groups have free. */
  readonly freeBytes?: number;
}

/** What became of a delivery. No text of the list in any of it. */
export type UpdateOutcome =
  | { readonly kind: 'taken'; readonly version: string; readonly summary: ListSummary }
  /** It is in force already; `expires` is the end that a new manifest sets, if one came. */
  | { readonly kind: 'unchanged'; readonly expires: number | undefined }
  /** It is held already, and nobody has released it; `until` is the end of its time in shadow, if it waits for nothing else. */
  | { readonly kind: 'waiting'; readonly until: number | undefined }
  | {
      readonly kind: 'held';
      readonly version: string;
      readonly causes: readonly HoldCause[];
      /** As of `waiting`. */
      readonly until: number | undefined;
      readonly summary: ListSummary;
    }
  | { readonly kind: 'refused'; readonly refusal: ListRefusal; readonly summary: ListSummary | undefined };

/**
 * Takes, holds or refuses one delivery. `now` is in milliseconds since 1970.
 *
 * Rejects only if the store's disk fails, with the error of the file system; then nothing has changed.
 */
export async function updateList(list: ManagedList, delivery: Delivery, now: number): Promise<UpdateOutcome> {
  const state = { ...stateOf(await list.store.state()), lastAttempt: now };
  const outcome = await judge(list, delivery, state, now);
  if (outcome.kind === 'refused') await list.store.saveState(storedState(failedAgain(state)));
  return outcome;
}

/**
 * Fetches a list, then takes, holds or refuses what comes. A failed fetch is a refusal; a list that the source says is unchanged is
 * unchanged. Rejects only if the store's disk fails, with the error of the file system; then nothing has changed.
 *
 * @param holdAnyway - somebody wants to see it first, whatever it holds.
 */
export async function fetchAndUpdate(
  list: ManagedList,
  source: Source,
  bounds: FetchBounds,
  now: number,
  holdAnyway = false,
): Promise<UpdateOutcome> {
  const state = { ...stateOf(await list.store.state()), lastAttempt: now };
  const fetched = await fetchSource(source, bounds, state.etag);
  if (fetched.kind === 'fetched') return updateList(list, { ...fetched, holdAnyway }, now);
  if (fetched.kind === 'not-modified') return confirm(list, state, fetched.proof, now);
  await list.store.saveState(storedState(failedAgain(state)));
  return refused(list.settings, fetched.reason, fetched.found);
}

/** The bytes have not changed; a new proof sets how long they are valid. */
async function confirm(
  list: ManagedList,
  state: ListState,
  proof: Buffer | undefined,
  now: number,
): Promise<UpdateOutcome> {
  const kept = proof === undefined ? undefined : await keptDelivery(list, state);
  if (kept !== undefined) {
    const { content, sha256 } = kept;
    return updateList(list, { content, sha256, proof, etag: state.etag, holdAnyway: false }, now);
  }
  await list.store.saveState(storedState({ ...state, lastSuccess: now, failures: 0 }));
  return { kind: 'unchanged', expires: undefined };
}

/** What the source gave last, byte for byte; `undefined` if it is no longer there. */
async function keptDelivery({ store, trust }: ManagedList, state: ListState): Promise<KeptDelivery | undefined> {
  const isWhole = trust.kind === 'manifest' || trust.kind === 'detached';
  if (!isWhole || state.rolledBackFrom !== undefined) return undefined;
  return state.hold === undefined ? store.current() : store.held();
}

/** A delivery that was not taken is asked for again in full. */
function failedAgain(state: ListState): ListState {
  return { ...state, failures: state.failures + 1, etag: undefined };
}

const ASKED_FOR: HoldCause = { reason: 'asked-for', found: 'held on request' };

const IN_SHADOW: HoldCause = { reason: 'in-shadow', found: 'counts what it would block' };

/** When the time in shadow is over. Deliveries that come faster than that must not push it away for ever. */
function shadowEnd({ hold }: ListState, otherwise: number): number {
  return hold !== undefined && hold.until > 0 && waitsForTime(hold) ? hold.until : otherwise;
}

function endOf(hold: Hold): number | undefined {
  return waitsForTime(hold) ? hold.until : undefined;
}

async function judge(list: ManagedList, delivery: Delivery, state: ListState, now: number): Promise<UpdateOutcome> {
  const { settings, store } = list;
  const believed = await judgeTrust(list.trust, delivery, state, now);
  if (!believed.ok) return refused(settings, believed.reason, believed.found);
  const { delivered } = believed;
  const { content, sha256 } = delivered;
  if (sha256 === state.rolledBackFrom)
    return refused(settings, 'rolled-back', 'the delivery that was rolled back from');
  const current = await store.current();
  const trusting = believing(state, believed.memory, current?.sha256);
  const next = { ...trusting, lastSuccess: now, failures: 0, etag: delivery.etag };
  const known = knownAs(sha256, current?.sha256, next, believed.memory?.expires);
  if (known !== undefined) {
    await store.saveState(storedState(next));
    return known;
  }
  const parsed = await parseFitting(list, delivered);
  if (!parsed.ok) return { kind: 'refused', ...parsed };
  const doubt = judgeRead(believed, parsed.summary.counts.received, current?.version, parsed.version);
  if (doubt !== undefined) return refused(settings, doubt.reason, doubt.found, parsed.summary);
  return settle(list, { ...delivery, content }, parsed, next, current?.active);
}

/** Taken, a delivery that is too large would be refused at each load from then on: at the next start of the filter, too. */
async function parseFitting({ settings, freeBytes }: ManagedList, delivered: DeliveredBytes): Promise<ParseOutcome> {
  const short = memoryShortFor(delivered.content, freeBytes ?? freeMemory());
  if (short === undefined) return parseDelivery(delivered, settings, 0);
  return { ok: false, refusal: refuse(settings.id, 'memory-short', short), summary: undefined };
}

/** What a delivery is that came before. */
function knownAs(
  sha256: string,
  inForce: string | undefined,
  { hold }: ListState,
  expires: number | undefined,
): UpdateOutcome | undefined {
  if (sha256 === inForce) return { kind: 'unchanged', expires };
  return sha256 === hold?.sha256 ? { kind: 'waiting', until: endOf(hold) } : undefined;
}

/** Takes the parsed delivery, or holds it. `next` is the state that it leads to; `before` the rules in force. */
async function settle(
  list: ManagedList,
  { content, holdAnyway }: Delivery,
  { version, sha256, summary, rules }: ParsedList,
  next: ListState,
  before: number | undefined,
): Promise<UpdateOutcome> {
  const { store } = list;
  const { received, active } = summary.counts;
  const wide = wideDomains(rules, list.change.maxShadowed + 1);
  const changes = judgeChanges(list, next, before, active, wide);
  const at = next.lastAttempt;
  const until = before === undefined || list.shadowTime === 0 ? 0 : shadowEnd(next, at + list.shadowTime);
  const asked = holdAnyway ? [ASKED_FOR] : [];
  const causes: readonly HoldCause[] = [...asked, ...changes, ...(until > 0 ? [IN_SHADOW] : [])];
  const stored = { version, sha256, at, received, active };
  if (causes.length > 0) {
    await store.hold(stored, content);
    const hold = { sha256, since: at, causes, approvals: [], until };
    await store.saveState(storedState({ ...next, hold }));
    return { kind: 'held', version, causes, until: endOf(hold), summary };
  }
  const known = [...wide.keys()].map((domain) => wideDigest(domain, list.digestKey));
  await store.saveState(storedState({ ...next, hold: undefined, rolledBackFrom: undefined, wideDomains: known }));
  await store.take(stored, content);
  return { kind: 'taken', version, summary };
}

function judgeChanges(
  { change, digestKey }: ManagedList,
  { wideDomains: known }: ListState,
  before: number | undefined,
  now: number,
  wide: ReadonlyMap<string, number>,
): readonly HoldCause[] {
  // The first delivery has nothing to be compared with.
  if (before === undefined) return [];
  const digests = new Set(known);
  const causes = [
    judgeSize(before, now, change),
    judgeShadowing(wide, (domain) => digests.has(wideDigest(domain, digestKey))),
  ];
  return causes.filter((cause) => cause !== undefined);
}

function refused(
  settings: ListSettings,
  reason: ListRefusalReason,
  found: string,
  summary?: ListSummary,
): UpdateOutcome {
  return { kind: 'refused', refusal: refuse(settings.id, reason, found), summary };
}
