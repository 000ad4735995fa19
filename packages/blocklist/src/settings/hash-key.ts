/** Texts -> keyed hashes, as an authority makes them: HMAC-SHA-256 (RFC 2104) under 32 bytes. */
import { createHmac, createSecretKey } from 'node:crypto';

/** The key of a list of keyed hashes, and what shows that it is the right one. Crosses threads by structured clone. */
export interface HashKey {
  /** 32 bytes. Never written anywhere. */
  readonly key: Uint8Array;
  /**
   * A canonical host that is known to be on the list: an authority's test entry. Under another key no entry covers anything, and
   * nobody would notice; so a list without this one is refused.
   */
  readonly testEntry: string;
}

/** The test entry of a list whose settings name none. Nobody can own it (RFC 6761 §6.4). */
export const DEFAULT_TEST_ENTRY = 'hash-check.invalid';

/** Hashes texts under one key: 64 lower-case hexadecimal digits, 1.6 µs each. */
export function hashUnder(key: Uint8Array): (text: string) => string {
  // Made once: from bytes it is 0.2 µs more for each hash.
  const secret = createSecretKey(key);
  return (text) => createHmac('sha256', secret).update(text).digest('hex');
}
