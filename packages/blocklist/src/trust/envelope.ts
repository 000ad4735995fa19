/**
 * A signed document: an object, and Ed25519 signatures (RFC 8032) over its canonical text.
 *
 *   {"signed": {"type": "netvakt-list-manifest-1", ...}, "signatures": [{"key": "6f1c…", "signature": "base64"}, ...]}
 *
 * The type is part of what is signed, so a signature for one kind of document is not valid for another.
 */
import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, type Json, parseStrictJson } from '@netvakt/json';
import { Fields } from './fields.ts';

/** Documents are small; whoever sends more means something else. */
const MOST_BYTES = 256 * 1024;
const MOST_SIGNATURES = 32;
const KEY_ID = /^[\da-f]{16}$/u;
const SIGNATURE = /^[A-Za-z\d+/]{86}==$/u;

/** A document whose signatures are not checked yet: nothing in it may be believed. */
export interface Envelope {
  readonly signed: Json;
  /** The canonical text of `signed`: what the signatures are over. */
  readonly message: Buffer;
  readonly signatures: readonly { readonly key: string; readonly signature: string }[];
}

/** A key that may sign: its id, and when it may. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
  /** Milliseconds since 1970; `undefined` if there is no bound on that side. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** Reads a document; `undefined` if it is none. Never throws. */
export function readEnvelope(bytes: Uint8Array): Envelope | undefined {
  if (bytes.length > MOST_BYTES) return undefined;
  const read = parseStrictJson(Buffer.from(bytes).toString('utf8'));
  if (!read.ok) return undefined;
  const fields = new Fields(read.value);
  const signed = fields.value('signed');
  const signatures = fields.items('signatures', MOST_SIGNATURES).map((item) => {
    const one = new Fields(item);
    const pair = { key: one.text('key', KEY_ID), signature: one.text('signature', SIGNATURE) };
    return one.complete ? pair : undefined;
  });
  const message = signed === undefined ? undefined : messageOf(signed);
  if (signed === undefined || message === undefined || !fields.complete || signatures.includes(undefined))
    return undefined;
  return { signed, message, signatures: signatures.filter((pair) => pair !== undefined) };
}

/**
 * How many of `keys` have signed the document and may at `now`. A key that signs twice counts once. Signatures by other keys are
 * left aside: while keys are being replaced, some readers know more of them than others.
 */
export function validSignatures({ message, signatures }: Envelope, keys: readonly SigningKey[], now: number): number {
  const valid = keys.filter(({ id, key, from, until }) => {
    if ((from !== undefined && now < from) || (until !== undefined && now >= until)) return false;
    return signatures.some(
      (pair) => pair.key === id && verify(null, message, key, Buffer.from(pair.signature, 'base64')),
    );
  });
  return new Set(valid.map(({ id }) => id)).size;
}

/** Signs `signed` with every one of `keys`: the document's text. */
export function writeEnvelope(signed: Json, keys: readonly { readonly id: string; readonly key: KeyObject }[]): string {
  const message = Buffer.from(canonicalJson(signed));
  const signatures = keys.map(({ id, key }) => ({ key: id, signature: sign(null, message, key).toString('base64') }));
  return `${canonicalJson({ signatures, signed })}\n`;
}

/** `undefined` for numbers that have no one text. */
function messageOf(signed: Json): Buffer | undefined {
  try {
    return Buffer.from(canonicalJson(signed));
  } catch {
    return undefined;
  }
}
