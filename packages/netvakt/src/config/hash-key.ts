/** Keys of lists of keyed hashes: out of their files or credentials into the settings of their lists, at each load anew. */
import { type HashKey, readSecret } from '@netvakt/blocklist';
import { OperatorError } from '../base/operator-error.ts';
import type { ConfiguredList } from './config.ts';
import { secretRemedy, secretSource } from './secret.ts';

const REMEDY = 'Give the 32 bytes that its authority hashes under, in a file of mode 0600';

/** Returns the list, with its key if its entries are hashed. Throws an {@link OperatorError}. */
export function withHashKey({ hashKey, ...list }: ConfiguredList, environment: NodeJS.ProcessEnv): ConfiguredList {
  if (hashKey === undefined) return list;
  const read = readSecret(secretSource(hashKey.secret, environment));
  if (!read.ok) {
    const remedy = secretRemedy(hashKey.secret, environment, read, REMEDY);
    const found = `List ${list.settings.id}: cannot read its hash_key: ${read.reason}, ${read.found}`;
    throw new OperatorError('ERR_HASH_KEY', { found, remedy });
  }
  // A copy of its own: a Buffer shares its memory with others, and all of that would go to each worker.
  const known: HashKey = { key: Uint8Array.from(read.secret), testEntry: hashKey.testEntry };
  return { ...list, settings: { ...list.settings, hashKey: known } };
}

/** The keys of lists that have them, by list. */
export function hashKeysOf(lists: readonly ConfiguredList[]): ReadonlyMap<string, HashKey> {
  return new Map(
    lists.flatMap(({ settings: { id, hashKey } }) => (hashKey === undefined ? [] : [[id, hashKey] as const])),
  );
}

/** The keys themselves, each once: several lists of one authority may be under one. */
export function distinctKeys(keys: ReadonlyMap<string, HashKey>): readonly Uint8Array[] {
  return [...new Map([...keys.values()].map(({ key }) => [Buffer.from(key).toString('hex'), key])).values()];
}
