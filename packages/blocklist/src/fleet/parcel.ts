/**
 * What travels between publisher and nodes: a snapshot or a delta, and the facts about its lists, sealed with a key of the fleet.
 * The store, its backups and whoever reads along see sizes. That matters more here than for one machine's memory: all nodes share
 * the seed of the snapshot's hashes, and whoever had it could choose names that collide, or try names against the rules.
 */
import { createHash } from 'node:crypto';
import type { Json } from '@netvakt/json';
import type { CompiledList } from '../compile/files.ts';
import type { RuleChange } from '../intake/change-counts.ts';
import type { ListCounts } from '../report/counts.ts';
import { deriveKey } from '../store/key.ts';
import { type StoredRecord, seal, unseal } from '../store/seal.ts';
import { type TrustFailure, untrusted } from '../trust/outcome.ts';
import type { FleetObject } from './manifest.ts';

/** Facts about one list of a published snapshot: versions and counts, for metrics and reports. */
export interface ListFacts {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly format: string;
  readonly counts: ListCounts;
  readonly rejected: Readonly<Record<string, number>>;
  readonly quarantined: Readonly<Record<string, number>>;
  /** Active rules that allow rules take out whole; absent if there are none. */
  readonly allowed?: number;
  /** The records of a policy zone by what they do; left out for other formats. */
  readonly policy?: Readonly<Record<string, number>>;
  /** What this version changed of the one before it, and when it was published (milliseconds since 1970); absent if that is not known. */
  readonly change?: RuleChange & { readonly published: number };
}

/** The facts about a list that was compiled here. */
export function factsOf({ version, sha256, allowed, summary }: CompiledList): ListFacts {
  const { id, format = 'auto', counts, rejected, quarantined, policy } = summary;
  return {
    id,
    version,
    sha256,
    format,
    counts,
    rejected: Object.fromEntries(rejected.byReason),
    quarantined: Object.fromEntries(quarantined.byReason),
    ...(allowed > 0 && { allowed }),
    ...(policy.size > 0 && { policy: Object.fromEntries(policy) }),
  };
}

/** The secret of a fleet, as far as snapshots are made and sealed with it. */
export class FleetSecret {
  readonly fleet: string;
  readonly #secret: Buffer;
  readonly #key: Buffer;

  constructor(fleet: string, secret: Buffer) {
    this.fleet = fleet;
    this.#secret = secret;
    this.#key = deriveKey(secret, `fleet ${fleet} parcels`);
  }

  /** The key of what a member of the fleet keeps on its own disk. */
  get storeKey(): Buffer {
    return deriveKey(this.#secret, `fleet ${this.fleet} store`);
  }

  /** The seed of every snapshot of this fleet: deltas need one that stays. A new secret is a new seed. */
  get seed(): Uint32Array {
    const bytes = deriveKey(this.#secret, `fleet ${this.fleet} seed`);
    return Uint32Array.from([0, 4, 8, 12], (at) => bytes.readUInt32LE(at));
  }

  /** Seals a parcel under the name that it will have in the store. */
  seal(name: string, buffer: ArrayBufferLike, facts: readonly ListFacts[]): { object: FleetObject; bytes: Buffer } {
    const label = { lists: facts as unknown as Json };
    const bytes = Buffer.concat(seal({ label, content: Buffer.from(buffer) }, this.#place(name), this.#key));
    return { object: { name, size: bytes.length, sha256: sha256Of(bytes) }, bytes };
  }

  /** Opens what was fetched as `object`. Never throws. */
  open({ name, size, sha256 }: FleetObject, bytes: Buffer): StoredRecord | TrustFailure {
    if (bytes.length !== size || sha256Of(bytes) !== sha256)
      return untrusted('content-mismatch', `${bytes.length} bytes of another digest or length than the manifest says`);
    return unseal(bytes, this.#place(name), this.#key) ?? untrusted('fleet-secret', 'a parcel that does not open');
  }

  #place(name: string): string {
    return `${this.fleet}/${name}`;
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A parcel's bytes where a snapshot can be: aligned, and shareable between threads. */
export function sharedCopy(content: Buffer): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(content.length);
  new Uint8Array(shared).set(content);
  return shared;
}
