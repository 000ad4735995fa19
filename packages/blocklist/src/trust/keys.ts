/**
 * Whose word counts for a list: Ed25519 public keys, and how many of them must agree. The operator puts their file in place, and
 * another one of a higher version when they are replaced.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { canonicalJson, type Json, parseStrictJson } from '@netvakt/json';
import { type Envelope, type SigningKey, validSignatures } from './envelope.ts';
import { Fields, timeText } from './fields.ts';
import { type TrustFailure, untrusted } from './outcome.ts';

/** The `type` of a document that names keys. */
const KEYS_TYPE = 'netvakt-list-keys-1';

/** Keys that a document of keys may hold. */
export const MOST_KEYS = 16;
const BASE64 = /^[A-Za-z\d+/]+={0,2}$/u;

/** The keys of one list. */
export interface ListKeys {
  readonly list: string;
  /** Rises with each replacement. */
  readonly version: number;
  /** Different keys that must have signed. */
  readonly threshold: number;
  readonly keys: readonly SigningKey[];
}

/** Keys, or why a document names none. */
export type KeysOutcome = { readonly ok: true; readonly keys: ListKeys } | TrustFailure;

/** A key's id: the beginning of the SHA-256 of its SubjectPublicKeyInfo. Whoever knows the key can compute it. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** Draws a new pair. */
export function makeKey(): { readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { id: keyId(publicKey), privateKey, publicKey };
}

function describeKeys({ list, version, threshold, keys }: ListKeys): Json {
  return {
    type: KEYS_TYPE,
    list,
    version,
    threshold,
    keys: keys.map(({ key, from, until }) => ({
      key: key.export({ type: 'spki', format: 'der' }).toString('base64'),
      ...(from === undefined ? {} : { from: timeText(from) }),
      ...(until === undefined ? {} : { until: timeText(until) }),
    })),
  };
}

/**
 * Reads keys that need no signature: those that the operator has put in place by hand, the beginning of all trust.
 *
 * @param list - the list that they must be for.
 */
export function readKeys(bytes: Uint8Array, list: string): KeysOutcome {
  const read = parseStrictJson(Buffer.from(bytes).toString('utf8'));
  return read.ok ? keysOf(read.value, list) : untrusted('keys-malformed', 'no strict JSON');
}

/** The failure of a document that fewer than the threshold of `keys` have signed. */
export function tooFew(envelope: Envelope, { keys, threshold }: ListKeys, now: number): TrustFailure | undefined {
  const valid = validSignatures(envelope, keys, now);
  if (valid >= threshold) return undefined;
  return untrusted('signature-invalid', `${valid} valid signatures of known keys, ${threshold} wanted`);
}

function keysOf(value: Json, list: string): KeysOutcome {
  const fields = new Fields(value);
  fields.text('type', new RegExp(`^${KEYS_TYPE}$`, 'u'));
  const found = fields.list('list');
  const version = fields.count('version', 1);
  const threshold = fields.count('threshold', 1);
  const keys = fields.items('keys', MOST_KEYS).map(signingKeyOf);
  if (!fields.complete || keys.includes(undefined)) return untrusted('keys-malformed', 'a member missing or unknown');
  const known = keys.filter((key) => key !== undefined);
  if (new Set(known.map(({ id }) => id)).size !== known.length || threshold > known.length) {
    return untrusted('keys-malformed', `a threshold of ${threshold} among ${known.length} keys, or one key twice`);
  }
  if (found !== list) return untrusted('keys-of-another-list', `keys of list ${found}`);
  return { ok: true, keys: { list, version, threshold, keys: known } };
}

function signingKeyOf(value: Json): SigningKey | undefined {
  const fields = new Fields(value);
  const der = Buffer.from(fields.text('key', BASE64), 'base64');
  const [from, until] = [fields.optionalTime('from'), fields.optionalTime('until')];
  if (!fields.complete) return undefined;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? { id: keyId(key), key, from, until } : undefined;
  } catch {
    return undefined;
  }
}

/** The text of the file that {@link readKeys} reads. */
export function writeKeys(keys: ListKeys): string {
  return `${canonicalJson(describeKeys(keys))}\n`;
}
