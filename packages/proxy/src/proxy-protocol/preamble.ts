import { FIXED_LENGTH_V2, MAX_LENGTH_V1, SIGNATURE_V1, SIGNATURE_V2 } from './header.ts';

/** It may be a header; more bytes are needed. */
export const INCOMPLETE = -1;

const LF = 0x0a;
const LENGTH_AT = 14;

/**
 * How long a PROXY protocol header at the front of a client's bytes is, whatever its content: 0 if there is none. A subscriber's own
 * balancer may send one to its server, which reads the request or hello behind it; so must we. Nothing in it is believed.
 *
 * At most 65,551 bytes (version 2) or 107 (version 1). The same for every way in which the bytes may be cut.
 */
export function preambleLength(bytes: Uint8Array): number {
  const v2 = startsLike(bytes, SIGNATURE_V2);
  if (v2 !== 0) return v2 === INCOMPLETE ? INCOMPLETE : lengthV2(bytes);
  const v1 = startsLike(bytes, SIGNATURE_V1);
  return v1 <= 0 ? v1 : lengthV1(bytes);
}

/** The signature's length if the bytes begin with it, INCOMPLETE while they still may, else 0. */
function startsLike(bytes: Uint8Array, signature: Uint8Array): number {
  const compared = Math.min(bytes.length, signature.length);
  for (let at = 0; at < compared; at += 1) if (bytes[at] !== signature[at]) return 0;
  return compared < signature.length ? INCOMPLETE : signature.length;
}

function lengthV2(bytes: Uint8Array): number {
  if (bytes.length < FIXED_LENGTH_V2) return INCOMPLETE;
  const length = FIXED_LENGTH_V2 + (bytes[LENGTH_AT] as number) * 256 + (bytes[LENGTH_AT + 1] as number);
  return bytes.length < length ? INCOMPLETE : length;
}

function lengthV1(bytes: Uint8Array): number {
  const end = bytes.indexOf(LF);
  if (end >= 0) return end < MAX_LENGTH_V1 ? end + 1 : 0;
  return bytes.length < MAX_LENGTH_V1 ? INCOMPLETE : 0;
}
