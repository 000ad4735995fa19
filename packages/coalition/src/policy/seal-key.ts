/** X25519 keys (RFC 8037): what members seal for an aggregator, only it can open. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { CoalitionError } from '../document/error.ts';

/** 32 bytes in base64url. */
const BYTES_32 = z.string().regex(/^[\w-]{43}$/u, 'is not 32 bytes in base64url');

/** The public part. Its id is its RFC 7638 thumbprint. */
export interface SealKey {
  readonly kty: 'OKP';
  readonly crv: 'X25519';
  readonly kid: string;
  readonly x: string;
}

/** The private key, as its owner's file holds it. */
export interface OpeningKey extends SealKey {
  readonly d: string;
}

const PUBLIC = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('X25519'), kid: BYTES_32, x: BYTES_32 });

export const sealKeySchema: z.ZodType<SealKey> = PUBLIC;
export const openingKeySchema: z.ZodType<OpeningKey> = PUBLIC.extend({ d: BYTES_32 });

/** Draws a new key from the system's random numbers. */
export async function generateOpeningKey(): Promise<OpeningKey> {
  const { d = '', x = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'X25519', kid: await idOf(x), x, d };
}

/** Returns the key without its private part. */
export function sealPart({ kty, crv, kid, x }: SealKey): SealKey {
  return { kty, crv, kid, x };
}

/**
 * Returns the key if its parts belong together: its id is its own, and its public part that of the private one.
 *
 * @throws CoalitionError ERR_KEY - otherwise: somebody edited the file.
 */
export async function checkSealKey<Key extends SealKey>(key: Key): Promise<Key> {
  const d = 'd' in key ? String(key.d) : undefined;
  if ((await idOf(key.x)) === key.kid && (d === undefined || publicOf(key, d) === key.x)) return key;
  throw new CoalitionError('ERR_KEY', {
    found: 'The parts of this sealing key do not belong together: its file was edited',
    remedy: 'Put the original file back, or make a new key and give its public part to the coalition',
  });
}

function publicOf({ kty, crv, x }: SealKey, d: string): string | undefined {
  return createPublicKey(createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' })).export({ format: 'jwk' }).x;
}

function idOf(x: string): Promise<string> {
  return calculateJwkThumbprint({ kty: 'OKP', crv: 'X25519', x }, 'sha256');
}
