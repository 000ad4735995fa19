/** Who makes the lists of a run: a key, and manifests. */
import { createHash } from 'node:crypto';
import { describeManifest, type Manifest, makeKey, writeEnvelope, writeKeys } from '@netvakt/blocklist';

export const BENCH_LIST = 'bench';
const HOUR = 3_600_000;

/** Signs deliveries. */
export class Authority {
  readonly #pair = makeKey();
  readonly #stranger = makeKey();

  /** The document of keys that a filter believes. */
  get keys(): string {
    const { id, publicKey } = this.#pair;
    const key = { id, key: publicKey, from: undefined, until: undefined };
    return writeKeys({ list: BENCH_LIST, version: 1, threshold: 1, keys: [key] });
  }

  /** The signed manifest of `content`, right but for what is given. */
  manifest(content: Buffer, given: Partial<Manifest>, byStranger = false): Buffer {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const now = Date.now();
    const times = { created: now - HOUR, expires: now + HOUR };
    const manifest = { list: BENCH_LIST, version: 1, ...times, size: content.length, sha256, entries: 0, ...given };
    const { id, privateKey } = byStranger ? this.#stranger : this.#pair;
    return Buffer.from(writeEnvelope(describeManifest(manifest), [{ id, key: privateKey }]));
  }
}
