/** Ed25519 keys of members and aggregators, as JWK (RFC 8037). */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';

/** 32 bytes in base64url. */
const BYTES_32 = z.string().regex(/^[\w-]{43}$/u, 'is not 32 bytes in base64url');

/** A public key as it is written into files. Its id is its RFC 7638 thumbprint. */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly kid: string;
  readonly x: string;
}

/** A private key, as its owner's file holds it. */
export interface PrivateKey extends PublicKey {
  readonly d: string;
}

const PUBLIC = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: BYTES_32, x: BYTES_32 });

export const publicKeySchema: z.ZodType<PublicKey> = PUBLIC;
export const privateKeySchema: z.ZodType<PrivateKey> = PUBLIC.extend({ d: BYTES_32 });

/** Draws a new key from the system's random numbers. */
export async function generateKey(): Promise<PrivateKey> {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', kid: await idOf(x), x, d };
}

/** Returns the key without its private part. */
export function publicPart({ kty, crv, kid, x }: PublicKey): PublicKey {
  return { kty, crv, kid, x };
}

/**
 * Returns the key if its parts belong together: its id is its own, and its public part that of the private one.
 *
 * @throws CoalitionError ERR_KEY - otherwise: somebody edited the file.
 */
export async function checkKey<Key extends PublicKey>(key: Key): Promise<Key> {
  const d = 'd' in key ? String(key.d) : undefined;
  if ((await idOf(key.x)) === key.kid && (d === undefined || matches(key, d))) return key;
  throw new CoalitionError('ERR_KEY', {
    found: 'The parts of this key do not belong together: its file was edited',
    remedy: 'Put the original file back, or make a new key and give its public part to the coalition',
  });
}

/** True if `d` is the private part of a key. Some versions of OpenSSL refuse two that do not match, some take the private one. */
function matches({ kty, crv, x }: PublicKey, d: string): boolean {
  try {
    const key = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
    return createPublicKey(key).export({ format: 'jwk' }).x === x;
  } catch {
    return false;
  }
}

function idOf(x: string): Promise<string> {
  return calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x }, 'sha256');
}
