/** The function that makes hashes, with its results looked at: another spelling of a hash would be found on no list, and every host be clear. */
import type { HashText } from '../rule/hashed.ts';
import { noHash } from './errors.ts';

/** Upper case is the same hash: it is looked up as a host, without regard to case. */
const HASH = /^[\da-f]{64}$/iu;

/**
 * `hashText`, which throws for what is no hash.
 *
 * @throws TypeError if it is no function
 */
export function checkedHashText(hashText: HashText): HashText {
  if (typeof hashText !== 'function')
    throw new TypeError('Cannot match: there is no function that hashes. Pass (text) => [HMAC-SHA-256 in hexadecimal]');
  return (text) => {
    const hashes: unknown = hashText(text);
    if (!Array.isArray(hashes)) throw noHash();
    for (const hash of hashes) checkHash(hash);
    return hashes as readonly string[];
  };
}

/**
 * Throws if `hash` is none.
 *
 * @throws MatchError
 */
export function checkHash(hash: unknown): void {
  if (typeof hash !== 'string' || !HASH.test(hash)) throw noHash();
}
