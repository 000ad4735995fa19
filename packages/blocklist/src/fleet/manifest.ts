/**
 * What a publisher signs for its fleet: which compiled snapshots there are, and whose turn it is.
 *
 *   serial      rises with every signature: an older word, sent again, is refused       manifest-rollback
 *   expires     the same word forever (freeze) is refused                              manifest-expired
 *   stable      the generation of every node whose turn it is not
 *   next        the generation that is being rolled out, and which share of the nodes takes it from when
 *   sha256      of the sealed bytes, so that nothing else is even unsealed             content-mismatch
 *   digest      of the opened snapshot, so that a delta leads where it was meant to    fleet-snapshot
 *
 * It holds numbers and digests. What lists there are, and in which versions, travels sealed with the snapshot.
 */
import { createHash } from 'node:crypto';
import type { Json } from '@netvakt/json';
import { readEnvelope } from '../trust/envelope.ts';
import { Fields, timeText } from '../trust/fields.ts';
import { type ListKeys, tooFew } from '../trust/keys.ts';
import { type TrustFailure, untrusted } from '../trust/outcome.ts';

const TYPE = 'netvakt-fleet-manifest-1';
const SHA256 = /^[\da-f]{64}$/u;
/** Only such names are ever put behind the address of the store. */
const OBJECT_NAME = /^(?:whole|delta-\d{1,15})-\d{1,15}$/u;
const MOST_DELTAS = 8;
/** Steps of a roll-out that a manifest may hold. */
export const MOST_STAGES = 16;
const CLOCK_TOLERANCE = 10 * 60 * 1000;

/** All nodes, in the unit of {@link RollOutStage.share}. */
export const WHOLE_FLEET = 10_000;

/** A sealed file of the store. */
export interface FleetObject {
  readonly name: string;
  readonly size: number;
  /** Digest of the sealed bytes. */
  readonly sha256: string;
}

/** A sealed delta, and the digest of the snapshot that it applies to. */
export interface FleetDelta extends FleetObject {
  readonly base: string;
}

/** One compiled snapshot, and the ways to it. */
export interface Generation {
  /** Never used twice. */
  readonly number: number;
  /** The snapshot's own, once it is opened. */
  readonly digest: string;
  readonly whole: FleetObject;
  readonly deltas: readonly FleetDelta[];
}

/** From `from` on (milliseconds since 1970) at least `share` ten-thousandths of the nodes take the next generation. */
export interface RollOutStage {
  readonly share: number;
  readonly from: number;
}

/** A generation on its way. */
export interface RollOut {
  readonly generation: Generation;
  readonly stages: readonly RollOutStage[];
}

/** The content of a manifest. Times are milliseconds since 1970. */
export interface FleetManifest {
  readonly fleet: string;
  readonly serial: number;
  readonly created: number;
  readonly expires: number;
  readonly stable: Generation;
  readonly next: RollOut | undefined;
}

/** What a node remembers of the last manifest that it believed. */
export interface FleetMemory {
  readonly serial: number;
  readonly sha256: string;
  /** The version of the keys that it was believed by; new keys begin a new count. */
  readonly keysVersion: number;
}

/** A manifest that is believed, or why not. */
export type FleetManifestOutcome =
  | { readonly ok: true; readonly manifest: FleetManifest; readonly memory: FleetMemory }
  | TrustFailure;

/** Judges a manifest. Never throws. `keys.list` is the fleet's id. */
export function judgeFleetManifest(
  document: Uint8Array,
  keys: ListKeys,
  memory: FleetMemory | undefined,
  now: number,
): FleetManifestOutcome {
  const envelope = readEnvelope(document);
  if (envelope === undefined) return untrusted('manifest-malformed', 'no signed document');
  const unsigned = tooFew(envelope, keys, now);
  if (unsigned !== undefined) return unsigned;
  const manifest = fleetManifestOf(envelope.signed);
  if (manifest === undefined) return untrusted('manifest-malformed', 'a member missing, unknown or out of bounds');
  const { fleet, serial, created, expires } = manifest;
  if (fleet !== keys.list) return untrusted('manifest-of-another-list', `a manifest of fleet ${fleet}`);
  if (now >= expires) return untrusted('manifest-expired', `it counted until ${timeText(expires)}`);
  if (created > now + CLOCK_TOLERANCE) return untrusted('manifest-future', `it was made at ${timeText(created)}`);
  const sha256 = createHash('sha256').update(document).digest('hex');
  const failure = judgeSerial({ serial, sha256, keysVersion: keys.version }, memory);
  return failure ?? { ok: true, manifest, memory: { serial, sha256, keysVersion: keys.version } };
}

function judgeSerial(next: FleetMemory, memory: FleetMemory | undefined): TrustFailure | undefined {
  if (memory === undefined || memory.keysVersion < next.keysVersion) return undefined;
  if (next.serial < memory.serial)
    return untrusted('manifest-rollback', `serial ${next.serial}, serial ${memory.serial} was believed before`);
  if (next.serial === memory.serial && next.sha256 !== memory.sha256)
    return untrusted('manifest-conflict', `another manifest under serial ${next.serial}, which was believed before`);
  return undefined;
}

/** What is signed: `signed` of an envelope. */
export function describeFleetManifest({ created, expires, stable, next, ...rest }: FleetManifest): Json {
  return {
    type: TYPE,
    ...rest,
    created: timeText(created),
    expires: timeText(expires),
    stable: describeGeneration(stable),
    ...(next === undefined
      ? {}
      : {
          next: {
            generation: describeGeneration(next.generation),
            stages: next.stages.map(({ share, from }) => ({ share, from: timeText(from) })),
          },
        }),
  };
}

function describeGeneration({ number, digest, whole, deltas }: Generation): Json {
  return { number, digest, whole: { ...whole }, deltas: deltas.map((one) => ({ ...one })) };
}

/** Reads what {@link describeFleetManifest} wrote; `undefined` if it is anything else. */
export function fleetManifestOf(signed: Json): FleetManifest | undefined {
  const fields = new Fields(signed);
  fields.text('type', new RegExp(`^${TYPE}$`, 'u'));
  const rolling = fields.value('next');
  const next = rolling === undefined ? undefined : rollOutOf(rolling);
  const stable = generationOf(fields.value('stable'));
  const manifest = {
    fleet: fields.list('fleet'),
    serial: fields.count('serial', 1),
    created: fields.time('created'),
    expires: fields.time('expires'),
  };
  if (!fields.complete || stable === undefined || manifest.created >= manifest.expires) return undefined;
  if (rolling !== undefined && next === undefined) return undefined;
  return { ...manifest, stable, next };
}

function rollOutOf(value: Json): RollOut | undefined {
  const fields = new Fields(value);
  const generation = generationOf(fields.value('generation'));
  const stages = fields.items('stages', MOST_STAGES).map(stageOf);
  if (!fields.complete || generation === undefined || stages.includes(undefined)) return undefined;
  return { generation, stages: stages.filter((stage) => stage !== undefined) };
}

function stageOf(value: Json): RollOutStage | undefined {
  const fields = new Fields(value);
  const stage = { share: fields.count('share', 0), from: fields.time('from') };
  return fields.complete && stage.share <= WHOLE_FLEET ? stage : undefined;
}

function generationOf(value: Json | undefined): Generation | undefined {
  const fields = new Fields(value);
  const [number, digest] = [fields.count('number', 1), fields.text('digest', SHA256)];
  const whole = objectOf(new Fields(fields.value('whole')));
  const listed = fields.value('deltas');
  const deltas = Array.isArray(listed) && listed.length <= MOST_DELTAS ? listed.map(deltaOf) : [undefined];
  if (!fields.complete || whole === undefined || deltas.includes(undefined)) return undefined;
  return { number, digest, whole, deltas: deltas.filter((delta) => delta !== undefined) };
}

function deltaOf(value: Json): FleetDelta | undefined {
  const fields = new Fields(value);
  const base = fields.text('base', SHA256);
  const object = objectOf(fields);
  return object === undefined ? undefined : { ...object, base };
}

function objectOf(fields: Fields): FleetObject | undefined {
  const object = {
    name: fields.text('name', OBJECT_NAME),
    size: fields.count('size', 1),
    sha256: fields.text('sha256', SHA256),
  };
  return fields.complete ? object : undefined;
}
