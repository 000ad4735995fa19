import { createHash } from 'node:crypto';

/**
 * Bytes as a source delivered them, with their SHA-256. The digest is computed once and travels with the bytes: trust compares it,
 * intake recognises a delivery by it, the parser makes a version of it, the store keeps it.
 */
export interface DeliveredBytes {
  readonly content: Buffer;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Digests `content`, unless its digest is `known` already. Linear in the bytes. */
export function digested(content: Buffer, known?: string): DeliveredBytes {
  return { content, sha256: known ?? createHash('sha256').update(content).digest('hex') };
}
