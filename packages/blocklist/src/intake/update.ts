/**
 * One delivery of one list, from bytes to in force, or to a reason why not:
 *
 *   1. is it the one that is in force, or the one that was rolled back from?
 *   2. trust: signatures, then the manifest, then the bytes against it;
 *   3. parse, with all guards that quarantine; entries against the manifest;
 *   4. the guards that hold: size, shadowing;
 *   5. remember the manifest's version, on disk, before anything is in force;
 *   6. take it, or keep it aside until somebody releases it.
 *
 * Whatever goes wrong, the delivery in force stays in force.
 */
import { createHash } from 'node:crypto';
import { type ChangeBounds, type HoldCause, judgeShadowing, judgeSize, wideDomains } from '../guard/change.ts';
import { parseDelivery } from '../list/deliver.ts';
import type { ListSummary, ParsedList } from '../list/list.ts';
import { type ListRefusal, type RefusalReason, refuse } from '../report/refusal.ts';
import type { ListSettings } from '../settings/settings.ts';
import type { ListStore } from '../store/list-store.ts';
import { judgeDetached } from '../trust/detached.ts';
import type { ListKeys } from '../trust/keys.ts';
import { judgeContent, judgeEntries, judgeManifest, type Manifest, type TrustMemory } from '../trust/manifest.ts';
import type { TrustFailure } from '../trust/outcome.ts';
import { type ListState, stateOf, storedState, wideDigest } from './state.ts';

/** Whose word a delivery needs. `unsigned` is for a channel that is trusted by itself, such as a file put there by hand. */
export type TrustPolicy =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'detached'; readonly keys: ListKeys }
  | { readonly kind: 'manifest'; readonly keys: ListKeys; readonly maxVersionStep: number };

/** A list that is kept up to date. */
export interface ManagedList {
  readonly settings: ListSettings;
  readonly store: ListStore;
  readonly trust: TrustPolicy;
  readonly change: ChangeBounds;
  /** Under which wide domains are remembered. */
  readonly digestKey: Buffer;
}

/** What a source delivers. */
export interface Delivery {
  readonly content: Buffer;
  /** The manifest, or the signatures, that came with it. */
  readonly proof: Buffer | undefined;
  /** Somebody wants to see it first, whatever it holds. */
  readonly holdAnyway: boolean;
}

/** What became of a delivery. No text of the list in any of it. */
export type UpdateOutcome =
  | { readonly kind: 'taken'; readonly version: string; readonly summary: ListSummary }
  /** It is in force already. */
  | { readonly kind: 'unchanged' }
  /** It is held already, and nobody has released it. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'held';
      readonly version: string;
      readonly causes: readonly HoldCause[];
      readonly summary: ListSummary;
    }
  | { readonly kind: 'refused'; readonly refusal: ListRefusal; readonly summary: ListSummary | undefined };

/**
 * Takes, holds or refuses one delivery. `now` is in milliseconds since 1970.
 *
 * Rejects only where the store's disk fails, with the error of the file system; then nothing has changed.
 */
export async function updateList(list: ManagedList, delivery: Delivery, now: number): Promise<UpdateOutcome> {
  const state = { ...stateOf(await list.store.state()), lastAttempt: now };
  const outcome = await judge(list, delivery, state, now);
  if (outcome.kind === 'unchanged' || outcome.kind === 'waiting')
    await list.store.saveState(storedState({ ...state, lastSuccess: now }));
  else if (outcome.kind === 'refused') await list.store.saveState(storedState(state));
  return outcome;
}

const ASKED_FOR: HoldCause = { reason: 'asked-for', found: 'held on request' };

async function judge(list: ManagedList, delivery: Delivery, state: ListState, now: number): Promise<UpdateOutcome> {
  const { settings, store } = list;
  const { content } = delivery;
  const believed = judgeTrust(list, content, delivery.proof, state, now);
  if (!believed.ok) return refused(settings, believed.reason, believed.found);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 === state.rolledBackFrom)
    return refused(settings, 'rolled-back', 'the delivery that was rolled back from');
  const current = await store.current();
  if (current?.sha256 === sha256) return { kind: 'unchanged' };
  if (state.hold?.sha256 === sha256) return { kind: 'waiting' };
  const parsed = await parseDelivery(content, settings, 0);
  if (!parsed.ok) return { kind: 'refused', ...parsed };
  const miscounted = believed.manifest && judgeEntries(believed.manifest, parsed.summary.counts.received);
  if (miscounted !== undefined) return refused(settings, miscounted.reason, miscounted.found, parsed.summary);
  const next = { ...state, trust: believed.memory ?? state.trust, lastSuccess: now };
  return settle(list, delivery, parsed, next, current?.active);
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
  const causes: readonly HoldCause[] = holdAnyway ? [ASKED_FOR, ...changes] : changes;
  const at = next.lastAttempt;
  const stored = { version, sha256, at, received, active };
  if (causes.length > 0) {
    await store.hold(stored, content);
    await store.saveState(storedState({ ...next, hold: { sha256, since: at, causes, approvals: [] } }));
    return { kind: 'held', version, causes, summary };
  }
  const known = [...wide.keys()].map((domain) => wideDigest(domain, list.digestKey));
  await store.saveState(storedState({ ...next, hold: undefined, rolledBackFrom: undefined, wideDomains: known }));
  await store.take(stored, content);
  return { kind: 'taken', version, summary };
}

type Believed =
  | { readonly ok: true; readonly manifest: Manifest | undefined; readonly memory: TrustMemory | undefined }
  | TrustFailure;

function judgeTrust(
  { trust }: ManagedList,
  content: Buffer,
  proof: Buffer | undefined,
  state: ListState,
  now: number,
): Believed {
  const nothing = { ok: true, manifest: undefined, memory: undefined } as const;
  if (trust.kind === 'unsigned') return nothing;
  if (proof === undefined) return { ok: false, reason: 'signature-missing', found: 'nothing came with the list' };
  if (trust.kind === 'detached') return judgeDetached(content, proof, trust.keys, now) ?? nothing;
  const judged = judgeManifest(proof, { ...trust, memory: state.trust, now });
  if (!judged.ok) return judged;
  return judgeContent(judged.manifest, content) ?? judged;
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

function refused(settings: ListSettings, reason: RefusalReason, found: string, summary?: ListSummary): UpdateOutcome {
  return { kind: 'refused', refusal: refuse(settings.id, reason, found), summary };
}
