/**
 * Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, signed by the log and cosigned by those who have seen that it
 * only grew (C2SP tlog-cosignature). A cosignature holds the time at which its signer saw the checkpoint.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { PrivateKey } from '../signature/key.ts';
import { HASH_BYTES } from './merkle.ts';
import { formatNote, isLineOf, type NoteKey, type NoteSignature, noteKey, parseNote, type SignedNote } from './note.ts';

/** What a log reports about itself. */
export interface TreeHead {
  /** The log's name. */
  readonly origin: string;
  /** Entries. */
  readonly size: number;
  readonly root: Buffer;
}

/** A checkpoint as it was read: its statement, and the note that carries it. */
export interface Checkpoint extends TreeHead {
  readonly note: SignedNote;
}

/** A verified cosignature. */
export interface Cosignature {
  /** Name of the cosigner's key. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly time: number;
}

const SIZE = /^(?:0|[1-9]\d{0,14})$/u;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;
const LATEST = 2 ** 53;
/** Seconds by which the clocks of two parties may differ. */
const CLOCKS = 300;

function bodyOf({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

function signed(message: Buffer, { kty, crv, x, d }: PrivateKey): Buffer {
  return sign(null, message, createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }));
}

/** False also if the key is no point of the curve. */
function isValid(message: Buffer, { x }: NoteKey, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

/** Returns the checkpoint of `head`, signed by the log. The log's key has the origin as its name. */
export function signCheckpoint(head: TreeHead, key: PrivateKey): Checkpoint {
  const text = bodyOf(head);
  const { name, id } = noteKey(head.origin, 'note', key);
  return { ...head, note: { text, signatures: [{ name, id, signature: signed(Buffer.from(text), key) }] } };
}

/** Reads a checkpoint; `undefined` if it is not one. Lines after the third are refused: nobody could audit them. */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  const note = parseNote(bytes);
  const [origin = '', size = '', encoded = '', ...rest] = note?.text.split('\n') ?? [];
  const root = Buffer.from(encoded, 'base64');
  if (note === undefined || origin === '' || !SIZE.test(size) || rest.join('\n') !== '') return undefined;
  const head = { origin, size: Number(size), root };
  return root.length === HASH_BYTES && bodyOf(head) === note.text ? { ...head, note } : undefined;
}

/** Returns the checkpoint as it is stored. */
export function formatCheckpoint({ note }: Checkpoint): Buffer {
  return Buffer.from(formatNote(note));
}

/** True if the log signed the checkpoint and its name is the origin. A false signature next to a good one makes it false. */
export function isSignedBy({ origin, note }: Checkpoint, log: NoteKey): boolean {
  const own = note.signatures.filter((line) => isLineOf(line, log));
  const text = Buffer.from(note.text);
  return origin === log.name && own.length > 0 && own.every(({ signature }) => isValid(text, log, signature));
}

/** Returns the signature line of a cosigner. @param time - seconds since 1970. */
export function cosign({ note }: Checkpoint, name: string, key: PrivateKey, time: number): NoteSignature {
  const stamp = Buffer.alloc(TIME_BYTES);
  stamp.writeBigUInt64BE(BigInt(time));
  const signature = Buffer.concat([stamp, signed(cosigned(note.text, time), key)]);
  return { name, id: noteKey(name, 'cosignature', key).id, signature };
}

function cosigned(text: string, time: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

/** Verifies the line of one cosigner. `undefined` without one; `false` for one that does not verify, or is of the future by more than 300 s. */
export function cosignatureOf({ note }: Checkpoint, cosigner: NoteKey, now: number): Cosignature | false | undefined {
  const lines = note.signatures.filter((line) => isLineOf(line, cosigner));
  if (lines.length === 0) return undefined;
  const times = lines.map(({ signature }) => cosignedAt(note.text, signature, cosigner));
  const latest = Math.max(...times);
  return times.every((time) => time >= 0) && latest <= now + CLOCKS ? { name: cosigner.name, time: latest } : false;
}

/** Seconds since 1970; -1 if the signature does not verify. */
function cosignedAt(text: string, signature: Buffer, cosigner: NoteKey): number {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return -1;
  const time = Number(signature.readBigUInt64BE());
  if (time >= LATEST) return -1;
  return isValid(cosigned(text, time), cosigner, signature.subarray(TIME_BYTES)) ? time : -1;
}

/** Returns the checkpoint with these lines added; a line of a key that has one already replaces it. */
export function withSignatures(checkpoint: Checkpoint, lines: readonly NoteSignature[]): Checkpoint {
  const kept = checkpoint.note.signatures.filter((old) => !lines.some((line) => isLineOf(line, old)));
  return { ...checkpoint, note: { ...checkpoint.note, signatures: [...kept, ...lines] } };
}
