/**
 * A signature delivered with a list: base64 of Ed25519 over the file's bytes, one a line, each line for some key.
 *
 * It proves who made the bytes, and no more: not which list, which version, or until when. Use it with a key that signs nothing else,
 * and prefer a manifest if the authority can make one.
 */
import { verify } from 'node:crypto';
import type { ListKeys } from './keys.ts';
import { type TrustFailure, untrusted } from './outcome.ts';

const MOST_BYTES = 4096;
const LINE = /^[A-Za-z\d+/]{86}==$/u;

/** Judges the signatures of `content`; `undefined` if enough keys have signed it. Never throws. */
export function judgeDetached(
  content: Uint8Array,
  signatures: Uint8Array,
  { keys, threshold }: ListKeys,
  now: number,
): TrustFailure | undefined {
  if (signatures.length > MOST_BYTES) return untrusted('signature-malformed', `${signatures.length} bytes`);
  const lines = Buffer.from(signatures).toString('latin1').split(/\r?\n/u);
  const texts = lines.filter((line) => line !== '');
  if (texts.length === 0 || !texts.every((line) => LINE.test(line))) {
    return untrusted('signature-malformed', 'no line of 64 bytes in base64');
  }
  const inForce = keys.filter(({ from = 0, until = Number.POSITIVE_INFINITY }) => now >= from && now < until);
  const valid = inForce.filter(({ key }) =>
    texts.some((text) => verify(null, content, key, Buffer.from(text, 'base64'))),
  );
  if (valid.length >= threshold) return undefined;
  return untrusted('signature-invalid', `${valid.length} valid signatures of known keys, ${threshold} wanted`);
}
