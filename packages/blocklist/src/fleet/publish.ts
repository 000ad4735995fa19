/**
 * A publisher's part: seal a compiled snapshot and its deltas, state in a signed manifest whose turn it is. What comes out are names
 * and bytes, to be put into the store in their order.
 */
import type { KeyObject } from 'node:crypto';
import { CompileError, delta, openSnapshot } from '@netvakt/matcher';
import { readEnvelope, writeEnvelope } from '../trust/envelope.ts';
import {
  describeFleetManifest,
  type FleetDelta,
  type FleetManifest,
  fleetManifestOf,
  type Generation,
  type RollOut,
  type RollOutStage,
} from './manifest.ts';
import { type FleetSecret, type ListFacts, sharedCopy } from './parcel.ts';
import { isComplete } from './roll-out.ts';
import type { FleetState, FleetStore } from './store.ts';

/** The name of the manifest in the store. */
const MANIFEST_NAME = 'manifest.json';

/** Whoever publishes for a fleet. */
export interface Publisher {
  readonly secret: FleetSecret;
  readonly store: FleetStore;
  readonly signers: readonly { readonly id: string; readonly key: KeyObject }[];
  /** Milliseconds that a manifest counts. */
  readonly validity: number;
}

/** A file for the store. */
export interface StoreFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What is to be put into the store, with the manifest in plain form. */
export interface FleetPublication {
  readonly manifest: FleetManifest;
  /** To be put there in this order. */
  readonly parcels: readonly StoreFile[];
  /** To be saved next: a manifest that was seen must never be forgotten. */
  readonly state: FleetState;
  /** To be put there last: nobody reads of what is not there yet. */
  readonly word: StoreFile;
}

/** The manifest that this publisher signed last; `undefined` before the first. */
export async function lastManifest({ store }: Pick<Publisher, 'store'>): Promise<FleetManifest | undefined> {
  const { manifest } = await store.state();
  const envelope = readEnvelope(manifest);
  return envelope === undefined ? undefined : fleetManifestOf(envelope.signed);
}

/**
 * Makes a new generation of `buffer`, in place of one that may still be on its way. The first of a fleet is for all nodes; the same
 * rules again only renew the manifest.
 */
export async function publishSnapshot(
  publisher: Publisher,
  buffer: SharedArrayBuffer,
  facts: readonly ListFacts[],
  stages: readonly RollOutStage[],
  now: number,
): Promise<FleetPublication> {
  const before = await lastManifest(publisher);
  const { digest } = openSnapshot(buffer);
  if (before !== undefined && (before.next?.generation ?? before.stable).digest === digest)
    return renew(publisher, before, before, now);
  const state = await publisher.store.state();
  const number = state.generation + 1;
  const { generation, parcels } = await sealGeneration(publisher, { number, digest, buffer, facts });
  await publisher.store.keep({ generation: number, digest, facts, content: Buffer.from(buffer) });
  const stable = before === undefined ? generation : settled(before, now);
  const next = before === undefined ? undefined : { generation, stages };
  const renewed = await renew(publisher, before, { stable, next }, now);
  return { ...renewed, parcels, state: { ...renewed.state, generation: number } };
}

/** Gives the roll-out other stages; with `undefined` every node goes back to what was there before. */
export async function restage(
  publisher: Publisher,
  before: FleetManifest,
  stages: readonly RollOutStage[] | undefined,
  now: number,
): Promise<FleetPublication> {
  const { stable, next } = before;
  const changed: RollOut | undefined =
    stages === undefined || next === undefined ? undefined : { generation: next.generation, stages };
  return renew(publisher, before, { stable, next: changed }, now);
}

/** What every node holds once nothing is on its way any more: a roll-out that reached all has become the stable one. */
function settled({ stable, next }: FleetManifest, now: number): Generation {
  return next !== undefined && isComplete(next, now) ? next.generation : stable;
}

async function renew(
  { secret, store, signers, validity }: Publisher,
  before: FleetManifest | undefined,
  { stable, next }: Pick<FleetManifest, 'stable' | 'next'>,
  now: number,
): Promise<FleetPublication> {
  const created = Math.floor(now / 1000) * 1000;
  const serial = (before?.serial ?? 0) + 1;
  const manifest = { fleet: secret.fleet, serial, created, expires: created + validity, stable, next };
  const bytes = Buffer.from(writeEnvelope(describeFleetManifest(manifest), signers));
  const state = { ...(await store.state()), manifest: bytes };
  return { manifest, parcels: [], state, word: { name: MANIFEST_NAME, bytes } };
}

async function sealGeneration(
  { secret, store }: Publisher,
  made: { number: number; digest: string; buffer: SharedArrayBuffer; facts: readonly ListFacts[] },
): Promise<{ readonly generation: Generation; readonly parcels: readonly StoreFile[] }> {
  const { number, digest, buffer, facts } = made;
  const whole = secret.seal(`whole-${number}`, buffer, facts);
  const parcels: StoreFile[] = [{ name: whole.object.name, bytes: whole.bytes }];
  const deltas: FleetDelta[] = [];
  for (const kept of (await store.all()).filter((one) => one.digest !== digest)) {
    const changes = deltaOf(sharedCopy(kept.content), buffer);
    // A delta of half the size saves less than the merge costs.
    if (changes === undefined || changes.byteLength * 2 > buffer.byteLength) continue;
    const { object, bytes } = secret.seal(`delta-${kept.generation}-${number}`, changes, facts);
    deltas.push({ ...object, base: kept.digest });
    parcels.push({ name: object.name, bytes });
  }
  return { generation: { number, digest, whole: whole.object, deltas }, parcels };
}

/** `undefined` if the two share no seed, markets or places of lists: then only the whole leads there. */
function deltaOf(from: SharedArrayBuffer, to: SharedArrayBuffer): SharedArrayBuffer | undefined {
  try {
    return delta(openSnapshot(from), openSnapshot(to));
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
}
