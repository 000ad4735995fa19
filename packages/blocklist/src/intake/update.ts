/**
 * One delivery of one list, from bytes to in force, or to a reason why not:
 *
 *   1. trust: signatures, then the manifest, then the bytes against it;
 *   2. is it the one that is in force, or the one that was rolled back from?
 *   3. would it fit into memory? Then parse, with all guards that quarantine; entries against the manifest;
 *   4. the guards that hold: size, shadowing;
 *   5. remember the manifest's version, on disk, before anything is in force;
 *   6. take it, or keep it aside: until somebody releases it, or its time in shadow is over;
 *   7. only then: a success.
 *
 * Whatever goes wrong, the delivery in force stays in force.
 */
import { freeMemory } from '../compile/free-memory.ts';
import { memoryShortFor } from '../compile/memory.ts';
import { type HoldCause, judgeShadowing, judgeSize, wideDomains } from '../guard/change.ts';
import { parseDelivery } from '../parse/deliver.ts';
import type { ParsedList, ParseOutcome } from '../parse/list.ts';
import { refuse } from '../report/refusal.ts';
import type { DeliveredBytes } from '../source/delivered.ts';
import { fetchSource } from '../source/fetch.ts';
import type { FetchBounds, Source } from '../source/source.ts';
import type { KeptDelivery } from '../store/list-store.ts';
import { attempted, failedAgain, refusedByDisk } from './attempt.ts';
import { type Believed, type Delivery, judgeRead, judgeTrust } from './believe.ts';
import { type ManagedList, refused, type UpdateOutcome } from './managed-list.ts';
import { ruleChange } from './rule-change.ts';
import {
  believing,
  type Hold,
  type ListState,
  storedState,
  waitsForTime,
  wideDigest,
  withoutReplacedHold,
} from './state.ts';

/**
 * Takes, holds or refuses one delivery. `now` is in milliseconds since 1970. A disk that does not take it is a refusal, and what is
 * in force stays.
 */
export function updateList(list: ManagedList, delivery: Delivery, now: number): Promise<UpdateOutcome> {
  return attempted(list, now, (state) => judge(list, delivery, state, now));
}

/**
 * Fetches a list, then takes, holds or refuses what comes. A failed fetch is a refusal, and so is a disk that does not take the
 * delivery; a list that the source reports as unchanged is unchanged.
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
  return attempted(list, now, async (state) => {
    const fetched = await fetchSource(source, bounds, state.etag);
    if (fetched.kind === 'fetched') return judge(list, { ...fetched, holdAnyway }, state, now);
    if (fetched.kind === 'not-modified') return confirm(list, state, fetched.proof, now);
    return refused(list.settings, fetched.reason, fetched.found);
  });
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
    return judge(list, { content, sha256, proof, etag: state.etag, holdAnyway: false }, state, now);
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

const ASKED_FOR: HoldCause = { reason: 'asked-for', found: 'held on request' };

const IN_SHADOW: HoldCause = { reason: 'in-shadow', found: 'counts what it would block' };

/** When the time in shadow is over. Deliveries that come faster than that must not push it away forever. */
function shadowEnd({ hold }: ListState, otherwise: number): number {
  return hold !== undefined && hold.until > 0 && waitsForTime(hold) ? hold.until : otherwise;
}

function endOf(hold: Hold): number | undefined {
  return waitsForTime(hold) ? hold.until : undefined;
}

async function judge(list: ManagedList, delivery: Delivery, read: ListState, now: number): Promise<UpdateOutcome> {
  const current = await list.store.current();
  const state = withoutReplacedHold(read, current);
  const believed = await judgeTrust(list.trust, delivery, state, now);
  if (!believed.ok) return refused(list.settings, believed.reason, believed.found);
  const { sha256 } = believed.delivered;
  // Equal to what is in force: a roll-back that the disk did not take.
  if (sha256 === state.rolledBackFrom && sha256 !== current?.sha256)
    return refused(list.settings, 'rolled-back', 'the delivery that was rolled back from');
  const trusting = believing(state, believed.memory, current?.sha256);
  const next = { ...trusting, lastSuccess: now, failures: 0, etag: delivery.etag };
  const known = knownAs(sha256, current?.sha256, next, believed.memory?.expires);
  if (known === undefined) return judgeEntries(list, delivery, believed, { state, next, current });
  const enforced = known.kind === 'unchanged' ? sha256 : state.enforced;
  await list.store.saveState(storedState({ ...next, enforced }));
  return known;
}

/** Where a delivery leads: from `state`, with `current` in force, to `next`, if the disk takes it. */
interface Step {
  readonly state: ListState;
  readonly next: ListState;
  readonly current: KeptDelivery | undefined;
  /** When the delivery was made, according to its authority. */
  readonly made?: number | undefined;
}

/** Parses what was believed, judges it against its manifest and against what is in force, and takes or holds it. */
async function judgeEntries(
  list: ManagedList,
  delivery: Delivery,
  believed: Extract<Believed, { readonly ok: true }>,
  step: Step,
): Promise<UpdateOutcome> {
  const { current } = step;
  const parsed = await parseFitting(list, believed.delivered);
  if (!parsed.ok) return { kind: 'refused', ...parsed };
  const doubt = judgeRead(believed, parsed, current, list.acceptVersion);
  if (doubt !== undefined) return refused(list.settings, doubt.reason, doubt.found, parsed.summary);
  return settle(list, { ...delivery, content: believed.delivered.content }, parsed, {
    ...step,
    made: believed.manifest?.created,
  });
}

/** Taken, a delivery that is too large would be refused at each load from then on: at the next start of the filter, too. */
async function parseFitting({ settings, freeBytes }: ManagedList, delivered: DeliveredBytes): Promise<ParseOutcome> {
  const { short, entries } = memoryShortFor(delivered.content, freeBytes ?? freeMemory());
  if (short === undefined) return parseDelivery(delivered, settings, 0, entries);
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

/** Takes the parsed delivery, or holds it. */
async function settle(
  list: ManagedList,
  { content, holdAnyway }: Delivery,
  { version, sha256, summary, rules }: ParsedList,
  { state, next, current, made }: Step,
): Promise<UpdateOutcome> {
  const { store } = list;
  const before = current?.active;
  const { received, active } = summary.counts;
  const wide = wideDomains(rules, list.change.maxShadowed + 1);
  const changes = judgeChanges(list, next, before, active, wide);
  const at = next.lastAttempt;
  const until = before === undefined || list.shadowTime === 0 ? 0 : shadowEnd(next, at + list.shadowTime);
  const asked = holdAnyway ? [ASKED_FOR] : [];
  const causes: readonly HoldCause[] = [...asked, ...changes, ...(until > 0 ? [IN_SHADOW] : [])];
  const stored = { version, sha256, at, received, active };
  const change = current && { sha256, published: made ?? at, ...(await ruleChange(list, current, rules)) };
  if (causes.length > 0) {
    await store.hold(stored, content);
    const hold = { sha256, since: at, causes, approvals: [], until };
    await store.saveState(storedState({ ...next, hold, change }));
    return { kind: 'held', version, causes, until: endOf(hold), summary };
  }
  const known = [...wide.keys()].map((domain) => wideDigest(domain, list.digestKey));
  const knownBefore = [...new Set([...state.wideDomains, ...known])];
  // The version that is believed is on the disk before the delivery is in force. Nothing else is reported yet: the disk may not take it.
  const { trust, expiries } = next;
  await store.saveState(storedState({ ...failedAgain(state), trust, expiries, wideDomains: knownBefore }));
  await store.take(stored, content);
  const done = { ...next, hold: undefined, rolledBackFrom: undefined, enforced: sha256, change, wideDomains: known };
  // It is in force, whether this is remembered or not: the next update finds it unchanged.
  await refusedByDisk(list, () => store.saveState(storedState(done)));
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
