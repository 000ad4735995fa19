/**
 * One sealed record, as it is stored on disk: AES-256-GCM (NIST SP 800-38D), nothing readable but its length.
 *
 *   magic    nonce      label length  │ label, content: encrypted │ tag
 *   8 bytes  12 bytes   4 bytes       │                           │ 16 bytes
 *
 * The place of the record is authenticated, too: a record moved to another list, series or number does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonicalJson, type Json, jsonObject, parseStrictJson } from '@netvakt/json';

const MAGIC = Buffer.from('NVKTREC1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + NONCE_BYTES + 4;
const MOST_LABEL_BYTES = 1024 * 1024;

/** What a record holds: a label, and bytes. */
export interface StoredRecord {
  readonly label: { readonly [name: string]: Json };
  readonly content: Buffer;
}

/** The pieces of a sealed record, to be written one after the other. Nonces are random: 2^32 records a key are safe. */
export function seal({ label, content }: StoredRecord, place: string, key: Buffer): readonly Buffer[] {
  const text = Buffer.from(canonicalJson(label));
  const head = Buffer.alloc(HEAD_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  MAGIC.copy(head);
  nonce.copy(head, MAGIC.length);
  head.writeUInt32BE(text.length, HEAD_BYTES - 4);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([head, Buffer.from(place)]));
  return [head, cipher.update(text), cipher.update(content), cipher.final(), cipher.getAuthTag()];
}

/** The beginning of a record, decrypted but not authenticated: enough for an estimate, but not to be trusted. */
export interface RecordBeginning {
  readonly label: StoredRecord['label'];
  /** The first bytes of the content, as many as there were. */
  readonly content: Buffer;
  /** Bytes of the whole content. */
  readonly contentBytes: number;
}

/**
 * Decrypts the first bytes of a record of `size` bytes. `undefined` if its label does not end in them or cannot be read, as under another
 * key. Never throws.
 */
export function unsealBeginning(sealed: Buffer, size: number, key: Buffer): RecordBeginning | undefined {
  const frame = frameOf(sealed, size);
  if (frame === undefined) return undefined;
  const { nonce, labelLength, end } = frame;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  const plain = decipher.update(sealed.subarray(HEAD_BYTES, end));
  const label = labelIn(plain, labelLength);
  return label && { label, content: plain.subarray(labelLength), contentBytes: end - HEAD_BYTES - labelLength };
}

/** Opens a record; `undefined` if a bit of it, its place or the key differs. Never throws. */
export function unseal(sealed: Buffer, place: string, key: Buffer): StoredRecord | undefined {
  const frame = frameOf(sealed, sealed.length);
  if (frame === undefined) return undefined;
  const { nonce, labelLength, end } = frame;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([sealed.subarray(0, HEAD_BYTES), Buffer.from(place)]));
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(HEAD_BYTES, end));
  try {
    decipher.final();
  } catch {
    return undefined; // the tag is wrong: what was decrypted cannot be trusted
  }
  const label = labelIn(plain, labelLength);
  return label && { label, content: plain.subarray(labelLength) };
}

/** Where the parts of a record of `size` bytes are. */
function frameOf(
  sealed: Buffer,
  size: number,
): { readonly nonce: Buffer; readonly labelLength: number; readonly end: number } | undefined {
  if (Math.min(sealed.length, size - TAG_BYTES) < HEAD_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC))
    return undefined;
  const labelLength = sealed.readUInt32BE(HEAD_BYTES - 4);
  const end = size - TAG_BYTES;
  if (labelLength > MOST_LABEL_BYTES || HEAD_BYTES + labelLength > end) return undefined;
  return { nonce: sealed.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES), labelLength, end };
}

/** The label that `plain` begins with; `undefined` if it is cut off or none. */
function labelIn(plain: Buffer, length: number): StoredRecord['label'] | undefined {
  if (plain.length < length) return undefined;
  const read = parseStrictJson(plain.toString('utf8', 0, length));
  return read.ok ? jsonObject(read.value) : undefined;
}
