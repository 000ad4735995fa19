import { type Json, parseStrictJson } from '@netvakt/json';
import { decodeProtectedHeader, flattenedVerify } from 'jose';
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';
import { type DocumentKind, readDocument } from '../document/read.ts';
import type { PublicKey } from './key.ts';

/** Signatures that one document may have. */
const MOST_SIGNATURES = 64;
const BASE64URL = z.string().regex(/^[\w-]+$/u, 'is not base64url');

const GENERAL_JWS = z.strictObject({
  payload: BASE64URL,
  signatures: z
    .array(z.strictObject({ protected: BASE64URL.max(1000), signature: BASE64URL.max(100) }))
    .min(1)
    .max(MOST_SIGNATURES),
});

/** What a reader expects of a signed file. */
export interface Expected {
  /** The `typ` of every header. */
  readonly type: string;
  /** Whose signatures count. Others are ignored. */
  readonly keys: readonly PublicKey[];
  /** Longer files are not read, in UTF-16 code units. */
  readonly mostLength: number;
}

/** What a signed file holds. */
export interface Verified {
  readonly payload: Json;
  /** Ids of the keys that signed, in the order of the file, each once. At least one. */
  readonly signers: readonly string[];
}

/**
 * Reads a file that {@link signDocument} wrote. Every signature by one of the keys must hold. How many must have signed is for the
 * caller to say.
 *
 * @throws CoalitionError ERR_DOCUMENT - the file is no JWS, is too long or holds no JSON.
 * @throws CoalitionError ERR_SIGNATURE - it is of another type, nobody who counts signed it, or a signature is wrong.
 */
export async function verifyDocument(text: string, { type, keys, mostLength }: Expected): Promise<Verified> {
  const jws = readDocument(text, { ...SIGNED, mostLength });
  const signers = new Set<string>();
  for (const signature of jws.signatures) {
    const { kid, typ } = headerOf(signature.protected);
    if (typ !== type) throw unsigned(`This file is signed as another kind of document, not as ${type}`);
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) continue;
    await flattenedVerify({ ...signature, payload: jws.payload }, key, { algorithms: ['EdDSA'] }).catch(() => {
      throw unsigned('A signature of this file does not match its content');
    });
    signers.add(key.kid);
  }
  if (signers.size === 0) throw unsigned('Nobody who counts has signed this file');
  const json = parseStrictJson(Buffer.from(jws.payload, 'base64url').toString('utf8'));
  if (!json.ok) throw unsigned('The signed content of this file is no JSON');
  return { payload: json.value, signers: [...signers] };
}

const SIGNED: DocumentKind<z.infer<typeof GENERAL_JWS>> = {
  name: 'signed file',
  schema: GENERAL_JWS,
  mostLength: 0,
  remedy: 'Ask its sender for the original file; mail programs and editors change files',
};

function headerOf(text: string): { readonly kid?: unknown; readonly typ?: unknown } {
  try {
    return decodeProtectedHeader({ protected: text });
  } catch {
    throw unsigned('A signature of this file has no readable header');
  }
}

function unsigned(found: string): CoalitionError {
  return new CoalitionError('ERR_SIGNATURE', {
    found,
    remedy: 'Ask its sender for the original file, and check that the policy names the key that signed it',
  });
}
