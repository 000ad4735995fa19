/** One party's list of shares, sealed for it: a JWE (RFC 7516), ECDH-ES on X25519 with AES-256-GCM. */
import { type Json, parseStrictJson } from '@netvakt/json';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { z } from 'zod';
import type { Aggregator } from '../policy/policy.ts';
import type { OpeningKey } from '../policy/seal-key.ts';
import { sharesFromText, sharesToText } from './shares.ts';

const TYPE = 'netvakt-shares';

/** What a list of shares belongs to. It is inside the seal, so that nobody can put it into another round. */
export interface ShareContext {
  readonly coalition: string;
  /** Digest of the policy. */
  readonly policy: string;
  readonly quarter: string;
  readonly member: string;
  readonly revision: number;
  /** Id of the aggregator. */
  readonly party: string;
}

/** What one party gets. */
export interface ShareList {
  /** By figure: 0 if the member has none, else the revision of the submission since which it has this value. */
  readonly versions: Uint8Array;
  /** By slot of the layout. */
  readonly shares: BigUint64Array;
}

const CONTENT = z.strictObject({
  context: z.record(z.string(), z.union([z.string(), z.int()])),
  versions: z.string(),
  shares: z.string(),
});

/** Seals a list for one party. */
export async function sealShares(list: ShareList, context: ShareContext, { seal }: Aggregator): Promise<string> {
  const content: Json = {
    context: { ...context },
    versions: Buffer.from(list.versions).toString('base64url'),
    shares: sharesToText(list.shares),
  };
  return await new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: seal.kid, typ: TYPE })
    .encrypt(seal);
}

/**
 * Opens what was sealed for this party. `undefined` if it was sealed for another key, damaged, made for another context, or has the
 * wrong length: none of these can be told from an attack.
 */
export async function openShares(
  text: string,
  context: ShareContext,
  key: OpeningKey,
  { figures, length }: { readonly figures: number; readonly length: number },
): Promise<ShareList | undefined> {
  const content = await decrypted(text, key);
  if (content === undefined || !isSame(content.context, context)) return undefined;
  const versions = new Uint8Array(Buffer.from(content.versions, 'base64url'));
  const shares = sharesFromText(content.shares, length);
  if (shares === undefined || versions.length !== figures) return undefined;
  return versions.every((version) => version <= context.revision) ? { versions, shares } : undefined;
}

async function decrypted(text: string, key: OpeningKey): Promise<z.infer<typeof CONTENT> | undefined> {
  try {
    const options = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };
    const { plaintext, protectedHeader } = await compactDecrypt(text, key, options);
    if (protectedHeader.typ !== TYPE) return undefined;
    const json = parseStrictJson(Buffer.from(plaintext).toString('utf8'));
    return json.ok ? CONTENT.safeParse(json.value).data : undefined;
  } catch {
    return undefined; // whatever the reason, this list is lost
  }
}

function isSame(found: Readonly<Record<string, string | number>>, context: ShareContext): boolean {
  const wanted = Object.entries(context);
  return Object.keys(found).length === wanted.length && wanted.every(([name, value]) => found[name] === value);
}
