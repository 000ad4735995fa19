import { REFUSAL } from '../observe/refusal.ts';

/** A fatal alert in a record of its own (RFC 8446 §6): version 3.3 is what every client reads. */
function alert(description: number): Buffer {
  return Buffer.from([21, 3, 3, 0, 2, 2, description]);
}

/** access_denied: "a valid certificate was received, but access control refused" is the nearest meaning in TLS. */
export const ACCESS_DENIED: Buffer = alert(49);

const DECODE_ERROR = alert(50);

/** The alert that a client in a tunnel gets for its hello before the connection ends; `undefined` if nothing would help. */
export function alertFor(refusal: number): Buffer | undefined {
  return refusal === REFUSAL['hello-timeout'] ? undefined : DECODE_ERROR;
}
