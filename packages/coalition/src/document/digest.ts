import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '@netvakt/json';

/** Returns the SHA-256 of the canonical text of `value` (RFC 8785), as 64 hexadecimal digits. Linear in the text. */
export function digestOf(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
