/**
 * What an authority signs about one delivery: which list it is, which version, the period of validity, and what its bytes are. Each
 * member stops one attack:
 *
 *   list       a list of one market delivered as another's             manifest-of-another-list
 *   version    an old delivery, sent again (rollback)                  manifest-rollback
 *              two deliveries under one version                        manifest-conflict
 *              a version so high that no later one follows             manifest-fast-forward
 *   expires    the same delivery forever (freeze)                      manifest-expired
 *   created    a manifest from the future                              manifest-future
 *   size,      an old list under a new manifest (mix and match),       content-mismatch
 *   sha256     bytes cut off or added
 *   entries    a list that is read as less than was meant              entries-mismatch
 */
import type { Json } from '@netvakt/json';
import type { DeliveredBytes } from '../source/delivered.ts';
import { readEnvelope } from './envelope.ts';
import { Fields, timeText } from './fields.ts';
import { type ListKeys, tooFew } from './keys.ts';
import { type TrustFailure, untrusted } from './outcome.ts';

const MANIFEST_TYPE = 'netvakt-list-manifest-1';
const SHA256 = /^[\da-f]{64}$/u;

/** Clocks differ; so much is no sign of anything. */
const CLOCK_TOLERANCE = 10 * 60 * 1000;

/** The content of a manifest. Times are milliseconds since 1970. */
export interface Manifest {
  readonly list: string;
  readonly version: number;
  readonly created: number;
  readonly expires: number;
  readonly size: number;
  readonly sha256: string;
  readonly entries: number;
}

/** What must be remembered of the last manifest that was believed, on disk, before its list is enforced. */
export interface TrustMemory {
  readonly version: number;
  readonly created: number;
  readonly sha256: string;
  /** The version of the keys that it was believed by. */
  readonly keysVersion: number;
  /** When it expires, milliseconds since 1970; absent in what older versions have written. */
  readonly expires?: number;
}

/** What a manifest is judged against. */
export interface ManifestContext {
  readonly keys: ListKeys;
  readonly memory: TrustMemory | undefined;
  readonly now: number;
  /** How far a version may be ahead of the last one. */
  readonly maxVersionStep: number;
}

/** A manifest that is believed, or why not. `unchanged` if it is the one that was believed last. */
export type ManifestOutcome =
  | { readonly ok: true; readonly manifest: Manifest; readonly memory: TrustMemory; readonly unchanged: boolean }
  | TrustFailure;

/** Judges a manifest. Never throws. The bytes are judged by {@link judgeContent}. */
export function judgeManifest(document: Uint8Array, context: ManifestContext): ManifestOutcome {
  const { keys, memory, now } = context;
  const envelope = readEnvelope(document);
  if (envelope === undefined) return untrusted('manifest-malformed', 'no signed document');
  const unsigned = tooFew(envelope, keys, now);
  if (unsigned !== undefined) return unsigned;
  const manifest = manifestOf(envelope.signed);
  if (manifest === undefined) return untrusted('manifest-malformed', 'a member missing, unknown or out of bounds');
  if (manifest.list !== keys.list) return untrusted('manifest-of-another-list', `a manifest of ${manifest.list}`);
  const failure = judgeTimes(manifest, now) ?? judgeVersion(manifest, context);
  if (failure !== undefined) return failure;
  const { version, created, sha256, expires } = manifest;
  const next = { version, created, sha256, keysVersion: keys.version, expires };
  return { ok: true, manifest, memory: next, unchanged: memory?.version === version && memory.sha256 === sha256 };
}

/** Judges bytes against the manifest that is believed. */
export function judgeContent({ size, sha256 }: Manifest, delivered: DeliveredBytes): TrustFailure | undefined {
  const { length } = delivered.content;
  if (length !== size) return untrusted('content-mismatch', `${length} bytes, the manifest says ${size}`);
  if (delivered.sha256 === sha256) return undefined;
  return untrusted('content-mismatch', 'bytes of another digest than the manifest says');
}

/** Judges how many entries were read. */
export function judgeEntries({ entries }: Manifest, received: number): TrustFailure | undefined {
  if (received === entries) return undefined;
  return untrusted('entries-mismatch', `${received} entries, the manifest says ${entries}`);
}

/** What is signed: `signed` of an envelope. */
export function describeManifest({ created, expires, ...rest }: Manifest): Json {
  return { type: MANIFEST_TYPE, ...rest, created: timeText(created), expires: timeText(expires) };
}

function judgeTimes({ created, expires }: Manifest, now: number): TrustFailure | undefined {
  if (now >= expires) return untrusted('manifest-expired', `it counted until ${timeText(expires)}`);
  if (created > now + CLOCK_TOLERANCE) return untrusted('manifest-future', `it was made at ${timeText(created)}`);
  return undefined;
}

function judgeVersion({ version, sha256 }: Manifest, context: ManifestContext): TrustFailure | undefined {
  const { memory, keys, maxVersionStep } = context;
  // New keys begin a new count: this is how an authority recovers whose old keys signed a version without successors.
  if (memory === undefined || memory.keysVersion < keys.version) return undefined;
  if (version < memory.version)
    return untrusted('manifest-rollback', `version ${version}, version ${memory.version} was believed before`);
  if (version === memory.version && sha256 !== memory.sha256)
    return untrusted('manifest-conflict', `other bytes under version ${version}, which was believed before`);
  if (version > memory.version + maxVersionStep)
    return untrusted(
      'manifest-fast-forward',
      `version ${version}, more than ${maxVersionStep} after ${memory.version}`,
    );
  return undefined;
}

function manifestOf(signed: Json): Manifest | undefined {
  const fields = new Fields(signed);
  fields.text('type', new RegExp(`^${MANIFEST_TYPE}$`, 'u'));
  const manifest = {
    list: fields.list('list'),
    version: fields.count('version', 1),
    created: fields.time('created'),
    expires: fields.time('expires'),
    size: fields.count('size', 1),
    sha256: fields.text('sha256', SHA256),
    entries: fields.count('entries', 0),
  };
  return fields.complete && manifest.created < manifest.expires ? manifest : undefined;
}
