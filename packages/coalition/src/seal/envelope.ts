/**
 * One party's list of shares, sealed for it: a JWE (RFC 7516), ECDH-ES on X25519 with AES-256-GCM. What is sealed:
 *
 *     context as JSON │ 0x0a │ version of each figure, 1 byte │ shares, 8 bytes each, little-endian
 */
import { parseStrictJson } from '@netvakt/json';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { z } from 'zod';
import type { Aggregator } from '../policy/policy.ts';
import type { OpeningKey } from '../policy/seal-key.ts';
import { bytesOf } from './shares.ts';

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

const CONTEXT = z.record(z.string(), z.union([z.string(), z.int()]));
const LINE_FEED = 0x0a;

/** Seals a list for one party. */
export async function sealShares(list: ShareList, context: ShareContext, { seal }: Aggregator): Promise<string> {
  const head = Buffer.from(`${JSON.stringify(context)}\n`);
  return await new CompactEncrypt(Buffer.concat([head, list.versions, bytesOf(list.shares)]))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: seal.kid, typ: TYPE })
    .encrypt(seal);
}

/**
 * Opens what was sealed for this party. `undefined` if it was sealed for another key, damaged, made for another context, or has the
 * wrong length: none of these can be distinguished from an attack.
 */
export async function openShares(
  text: string,
  context: ShareContext,
  key: OpeningKey,
  { figures, length }: { readonly figures: number; readonly length: number },
): Promise<ShareList | undefined> {
  const content = await decrypted(text, key);
  const end = content?.indexOf(LINE_FEED) ?? -1;
  if (content === undefined || content.length !== end + 1 + figures + length * 8) return undefined;
  const json = parseStrictJson(content.toString('utf8', 0, end));
  const found = json.ok ? CONTEXT.safeParse(json.value).data : undefined;
  if (found === undefined || !isSame(found, context)) return undefined;
  const versions = new Uint8Array(content.subarray(end + 1, end + 1 + figures));
  const shares = new BigUint64Array(new Uint8Array(content.subarray(end + 1 + figures)).buffer);
  return versions.every((version) => version <= context.revision) ? { versions, shares } : undefined;
}

async function decrypted(text: string, key: OpeningKey): Promise<Buffer | undefined> {
  try {
    const options = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };
    const { plaintext, protectedHeader } = await compactDecrypt(text, key, options);
    return protectedHeader.typ === TYPE
      ? Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.length)
      : undefined;
  } catch {
    return undefined; // whatever the reason, this list is lost
  }
}

function isSame(found: Readonly<Record<string, string | number>>, context: ShareContext): boolean {
  const wanted = Object.entries(context);
  return Object.keys(found).length === wanted.length && wanted.every(([name, value]) => found[name] === value);
}
