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

/** Opens a record; `undefined` if a bit of it, its place or the key differs. Never throws. */
export function unseal(sealed: Buffer, place: string, key: Buffer): StoredRecord | undefined {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const head = sealed.subarray(0, HEAD_BYTES);
  const labelLength = head.readUInt32BE(HEAD_BYTES - 4);
  const end = sealed.length - TAG_BYTES;
  if (labelLength > MOST_LABEL_BYTES || HEAD_BYTES + labelLength > end) return undefined;
  const nonce = head.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([head, Buffer.from(place)]));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    const plain = decipher.update(sealed.subarray(HEAD_BYTES, end));
    decipher.final();
    const read = parseStrictJson(plain.toString('utf8', 0, labelLength));
    const label = read.ok ? jsonObject(read.value) : undefined;
    return label === undefined ? undefined : { label, content: plain.subarray(labelLength) };
  } catch {
    return undefined; // the tag is wrong: what was decrypted is nobody's word
  }
}
