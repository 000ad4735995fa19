import { createHash } from 'node:crypto';
import { writeEnvelope } from '../../src/trust/envelope.ts';
import { type ListKeys, makeKey } from '../../src/trust/keys.ts';
import { describeManifest, type Manifest } from '../../src/trust/manifest.ts';

/** 2026-11-23T12:00:00Z. */
export const NOW = 1_795_435_200_000;
export const HOUR = 3_600_000;

export type Pair = ReturnType<typeof makeKey>;

/** New pairs. */
export function makePairs(count: number): Pair[] {
  return Array.from({ length: count }, makeKey);
}

/** Keys of a list, forever in force if nothing else is given. */
export function keysOf(pairs: readonly Pair[], given: Partial<ListKeys> = {}): ListKeys {
  const keys = pairs.map(({ id, publicKey }) => ({ id, key: publicKey, from: undefined, until: undefined }));
  return { list: 'se-urls', version: 1, threshold: 1, keys, ...given };
}

/** A manifest of `content`, of an hour ago, for a day. */
export function manifestFor(content: Uint8Array, given: Partial<Manifest> = {}): Manifest {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const times = { created: NOW - HOUR, expires: NOW + 23 * HOUR };
  return { list: 'se-urls', version: 7, ...times, size: content.length, sha256, entries: 2, ...given };
}

/** The manifest, signed by `pairs`. */
export function signedManifest(manifest: Manifest, pairs: readonly Pair[]): Buffer {
  const keys = pairs.map(({ id, privateKey }) => ({ id, key: privateKey }));
  return Buffer.from(writeEnvelope(describeManifest(manifest), keys));
}
