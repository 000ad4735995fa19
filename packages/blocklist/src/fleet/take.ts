/**
 * A node's part: fetch the manifest, check whose turn it is, and fetch the delta or the whole snapshot. Then check that it is the
 * right one and that this node can use it, and keep it. On any failure, what is in force stays; the set of reasons is closed.
 */
import { merge, openSnapshot, type Snapshot, SnapshotError } from '@netvakt/matcher';
import { type ListRefusal, type ListRefusalReason, refuse } from '../report/refusal.ts';
import { fetchHttps } from '../source/https.ts';
import type { FetchBounds, HttpsSource } from '../source/source.ts';
import type { ListKeys } from '../trust/keys.ts';
import type { TrustFailure } from '../trust/outcome.ts';
import { type FleetMembership, unfit } from './fit.ts';
import { type FleetManifest, type FleetObject, type Generation, judgeFleetManifest } from './manifest.ts';
import { type FleetSecret, type ListFacts, sharedCopy } from './parcel.ts';
import { generationFor, placeInFleet } from './roll-out.ts';
import type { FleetState, FleetStore, KeptSnapshot } from './store.ts';

const MOST_MANIFEST_BYTES = 256 * 1024;
/**
 * The tag of a younger manifest is not sent back, in milliseconds: nginx makes it of second and size, so that two manifests of one
 * second can have the same.
 */
const YOUNG = 3000;

/** A node, and where it takes its snapshots from. */
export interface FleetNode {
  readonly node: string;
  readonly secret: FleetSecret;
  readonly keys: ListKeys;
  readonly store: FleetStore;
  /** Source of the manifest; parcels have the same base address. */
  readonly source: HttpsSource;
  readonly bounds: FetchBounds;
  readonly membership: FleetMembership;
}

/** How a snapshot came: as a delta, whole, or from this node's own disk. */
type FleetForm = 'delta' | 'whole' | 'kept';

/** What one look at the store comes to. */
export type FleetOutcome =
  | { readonly kind: 'unchanged'; readonly generation: number; readonly expires: number }
  | {
      readonly kind: 'taken';
      readonly form: FleetForm;
      readonly generation: number;
      readonly expires: number;
      /** Fetched for it, the manifest left out. */
      readonly bytes: number;
    }
  | { readonly kind: 'refused'; readonly refusal: ListRefusal };

type Got = { readonly form: FleetForm; readonly bytes: number; readonly kept: KeptSnapshot };

/** Brings a node where it should be at `now` (milliseconds since 1970). Rejects only if its own disk fails. */
export async function updateFleetNode(node: FleetNode, now: number): Promise<FleetOutcome> {
  const { store, secret } = node;
  const state = await store.state();
  const believed = await believe(node, state, now);
  if ('reason' in believed) return refused(secret.fleet, believed);
  const { manifest, next } = believed;
  await store.save(next);
  const wanted = generationFor(manifest, placeInFleet(secret.fleet, node.node), now);
  const { number: generation } = wanted;
  const all = await store.all();
  const current = all.find(({ digest }) => digest === state.digest) ?? all[0];
  if (current?.digest === wanted.digest) return { kind: 'unchanged', generation, expires: manifest.expires };
  const got = await obtain(node, wanted, current, all);
  if ('reason' in got) return refused(secret.fleet, got);
  if (got.form !== 'kept') await store.keep(got.kept);
  await store.save({ ...next, digest: wanted.digest });
  return { kind: 'taken', form: got.form, generation, expires: manifest.expires, bytes: got.bytes };
}

interface Failure {
  readonly reason: ListRefusalReason;
  readonly found: string;
}

function refused(fleet: string, { reason, found }: Failure): FleetOutcome {
  return { kind: 'refused', refusal: refuse(fleet, reason, found) };
}

/** The manifest that counts now, and what to remember of it. A store that has nothing new still has its word's end. */
async function believe(
  { source, bounds, keys }: FleetNode,
  state: FleetState,
  now: number,
): Promise<{ readonly manifest: FleetManifest; readonly next: FleetState } | Failure> {
  const fetched = await fetchHttps(source, { ...bounds, maxBytes: MOST_MANIFEST_BYTES }, state.etag);
  if (fetched.kind === 'failed') return fetched;
  const [document, etag] = fetched.kind === 'fetched' ? [fetched.content, fetched.etag] : [state.manifest, state.etag];
  const judged = judgeFleetManifest(document, keys, state.memory, now);
  if (!judged.ok) return judged;
  const { manifest, memory } = judged;
  const usable = now - manifest.created > YOUNG ? etag : undefined;
  return { manifest, next: { ...state, memory, etag: usable, manifest: document } };
}

/** From the own disk, else by delta from what is held, else whole. A delta that fails costs one more fetch, never a snapshot. */
async function obtain(
  node: FleetNode,
  wanted: Generation,
  current: KeptSnapshot | undefined,
  all: readonly KeptSnapshot[],
): Promise<Got | Failure> {
  const kept = all.find(({ digest }) => digest === wanted.digest);
  if (kept !== undefined) return { form: 'kept', bytes: 0, kept };
  const delta = wanted.deltas.find(({ base }) => base === current?.digest);
  if (delta !== undefined && current !== undefined) {
    const got = await fetchAs('delta', node, wanted, delta, (content) =>
      merge(openSnapshot(sharedCopy(current.content)), openSnapshot(content)),
    );
    if (!('reason' in got) || got.reason === 'fleet-must-pass') return got;
  }
  return fetchAs('whole', node, wanted, wanted.whole, (content) => content);
}

async function fetchAs(
  form: FleetForm,
  { source, bounds, secret, membership }: FleetNode,
  { number: generation, digest }: Generation,
  object: FleetObject,
  make: (content: SharedArrayBuffer) => SharedArrayBuffer,
): Promise<Got | Failure> {
  const url = new URL(object.name, source.url).href;
  const fetched = await fetchHttps({ ...source, url, proofUrl: undefined }, bounds, undefined);
  if (fetched.kind === 'failed') return fetched;
  if (fetched.kind === 'not-modified') return { reason: 'source-status', found: 'status 304 to a first question' };
  const opened = secret.open(object, fetched.content);
  if ('reason' in opened) return opened;
  const made = snapshotOf(() => make(sharedCopy(opened.content)), digest);
  if ('reason' in made) return made;
  const facts = opened.label['lists'] as unknown as readonly ListFacts[];
  const failure = unfit(made, membership, facts);
  if (failure !== undefined) return failure;
  const content = Buffer.from(made.buffer as ArrayBuffer);
  return { form, bytes: fetched.content.length, kept: { generation, digest, facts, content } };
}

/** Opens what was fetched, every checksum and index of it, and compares the digest with the signed one. */
function snapshotOf(make: () => SharedArrayBuffer, digest: string): Snapshot | TrustFailure {
  try {
    const snapshot = openSnapshot(make());
    if (snapshot.digest === digest) return snapshot;
    return { ok: false, reason: 'fleet-snapshot', found: 'a snapshot of another digest than the manifest says' };
  } catch (error) {
    const code = error instanceof SnapshotError ? error.code : 'ERR_COMPILE';
    return { ok: false, reason: 'fleet-snapshot', found: code };
  }
}
