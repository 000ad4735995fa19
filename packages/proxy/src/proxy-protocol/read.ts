import {
  DEFAULT_MAX_LENGTH,
  NEED_MORE,
  type ProxyHeaderResult,
  rejected,
  SIGNATURE_V1,
  SIGNATURE_V2,
} from './header.ts';
import { readVersion1 } from './read-v1.ts';
import { readVersion2 } from './read-v2.ts';

/**
 * Reads a PROXY protocol header of either version from all that has come so far. To be asked only of connections from peers
 * that are trusted to send one: then each of their connections must have one, and a missing one is a rejection. Guessing
 * would let any client choose its own address.
 *
 * Total: never throws, whatever the bytes. Any cut gives the same answer as the whole, only later. Cost: linear in the
 * header, which `maxLength` bounds; nothing after it is looked at.
 *
 * @param maxLength - bound on a whole version 2 header, in bytes; version 1 has its own, 107.
 */
export function readProxyHeader(bytes: Uint8Array, maxLength: number = DEFAULT_MAX_LENGTH): ProxyHeaderResult {
  const isVersion1 = bytes[0] === SIGNATURE_V1[0];
  const signature = isVersion1 ? SIGNATURE_V1 : SIGNATURE_V2;
  const compared = Math.min(bytes.length, signature.length);
  for (let i = 0; i < compared; i += 1) {
    if (bytes[i] !== signature[i]) return rejected('not-proxy-protocol');
  }
  if (compared < signature.length) return NEED_MORE;
  return isVersion1 ? readVersion1(bytes) : readVersion2(bytes, maxLength);
}
