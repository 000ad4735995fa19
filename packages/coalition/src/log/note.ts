/**
 * Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.
 *
 *   coalition.example/log
 *   17
 *   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *   — coalition.example/log Az3grlgtzPICa5OS…
 *
 * A signature is the base64 of a key ID of four bytes and what the key signed.
 */
import { hash } from 'node:crypto';
import type { PublicKey } from '../signature/key.ts';

/** What a key signs: a whole note, or a checkpoint with the time at which it was seen (C2SP tlog-cosignature). */
export type NoteKeyType = 'note' | 'cosignature';

const TYPE_BYTE: Readonly<Record<NoteKeyType, number>> = { note: 0x01, cosignature: 0x04 };

/** A public key that signs notes under a name. */
export interface NoteKey {
  /** No spaces and no plus sign; usually a URL without scheme. */
  readonly name: string;
  readonly type: NoteKeyType;
  /** Four bytes, derived from the other fields. */
  readonly id: Buffer;
  /** Ed25519, 32 bytes in base64url. */
  readonly x: string;
}

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly id: Buffer;
  /** The bytes after the ID. */
  readonly signature: Buffer;
}

/** A note whose signatures have not been verified. */
export interface SignedNote {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A note is no longer, in bytes. Forty cosignatures take 6 KB. */
export const NOTE_BYTES: number = 64 * 1024;

const MOST_SIGNATURES = 256;
const KEY_NAME = /^[^\s+\p{Z}\p{Cc}]{1,200}$/u;
const SIGNATURE_LINE = /^— (\S{1,200}) ([A-Za-z0-9+/]{8,400}={0,2})$/u;
const CONTROL = /[^\P{Cc}\n]/u;
const ED25519_BYTES = 32;

/** Returns the key under `name`. @throws TypeError if the name is not one of a note. */
export function noteKey(name: string, type: NoteKeyType, { x }: Pick<PublicKey, 'x'>): NoteKey {
  if (!KEY_NAME.test(name)) throw new TypeError('The name of a key holds no space and no plus sign');
  const preimage = Buffer.concat([Buffer.from(`${name}\n`), typedBytes(type, x)]);
  return { name, type, id: hash('sha256', preimage, 'buffer').subarray(0, 4), x };
}

function typedBytes(type: NoteKeyType, x: string): Buffer {
  return Buffer.concat([Buffer.of(TYPE_BYTE[type]), Buffer.from(x, 'base64url')]);
}

/** Returns the key as text: `<name>+<ID in hex>+<base64 of type and key>`. */
export function formatVerifierKey({ name, type, id, x }: NoteKey): string {
  return `${name}+${id.toString('hex')}+${typedBytes(type, x).toString('base64')}`;
}

/** Reads what {@link formatVerifierKey} wrote; `undefined` if it is not that, or if the ID does not belong to the key. */
export function parseVerifierKey(text: string): NoteKey | undefined {
  const [name = '', , encoded = ''] = splitKey(text);
  const bytes = Buffer.from(encoded, 'base64');
  const type = (['note', 'cosignature'] as const).find((known) => TYPE_BYTE[known] === bytes[0]);
  if (!KEY_NAME.test(name) || type === undefined || bytes.length !== 1 + ED25519_BYTES) return undefined;
  const key = noteKey(name, type, { x: bytes.subarray(1).toString('base64url') });
  return formatVerifierKey(key) === text ? key : undefined;
}

/** The base64 of a key may hold a plus sign; name and ID may not. */
function splitKey(text: string): readonly string[] {
  const first = text.indexOf('+');
  const second = text.indexOf('+', first + 1);
  return first < 0 || second < 0 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

/** True for a line under the name and the ID of the key. Both can be copied: it reveals nothing of the signature. */
export function isLineOf({ name, id }: NoteSignature, key: Pick<NoteKey, 'name' | 'id'>): boolean {
  return name === key.name && id.equals(key.id);
}

/** Returns the note as it is stored. */
export function formatNote({ text, signatures }: SignedNote): string {
  const lines = signatures.map(
    ({ name, id, signature }) => `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`,
  );
  return `${text}\n${lines.join('')}`;
}

/** Reads a note; `undefined` if it is not one. Verifies no signature. Cost: linear; at most {@link NOTE_BYTES} are read. */
export function parseNote(bytes: Uint8Array): SignedNote | undefined {
  if (bytes.length > NOTE_BYTES) return undefined;
  const note = decoded(bytes);
  const end = note?.lastIndexOf('\n\n') ?? -1;
  if (note === undefined || end < 1 || !note.endsWith('\n') || CONTROL.test(note)) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map(readSignature);
  return signatures.every((one) => one !== undefined) ? { text: note.slice(0, end + 1), signatures } : undefined;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded && bytes.length > 4
    ? { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) }
    : undefined;
}
