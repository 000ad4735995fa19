/** policy.json: a policy and the signatures of all aggregators. */
import { type Json, parseStrictJson } from '@netvakt/json';
import { digestOf } from '../document/digest.ts';
import { CoalitionError } from '../document/error.ts';
import { checkDocument, readDocument } from '../document/read.ts';
import { checkKey, type PrivateKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { verifyDocument } from '../signature/verify.ts';
import { type CoalitionPolicy, POLICY } from './policy.ts';
import { checkSealKey } from './seal-key.ts';

const TYPE = 'netvakt-policy';

/** A policy that every aggregator it names has signed. */
export interface SignedPolicy {
  readonly policy: CoalitionPolicy;
  /** SHA-256 of its canonical text, 64 hexadecimal digits: how other files name it. */
  readonly digest: string;
}

/**
 * Reads a draft, as plain JSON, or a file that some aggregators have signed already.
 *
 * @returns who has signed it, by their ids.
 * @throws CoalitionError - see {@link readPolicy}.
 */
export async function readDraft(text: string): Promise<SignedPolicy & { readonly signers: readonly string[] }> {
  const json = parseStrictJson(text);
  const payload = json.ok && isSigned(json.value) ? payloadOf(text) : undefined;
  const policy = payload === undefined ? readDocument(text, POLICY) : checkDocument(payload, POLICY);
  for (const { key } of [...policy.aggregators, ...policy.members]) await checkKey(key);
  for (const { seal } of policy.aggregators) await checkSealKey(seal);
  const signers = payload === undefined ? [] : await signersOf(text, policy);
  return { policy, digest: digestOf(policy as unknown as Json), signers };
}

/**
 * Reads a policy that holds: every aggregator has signed it.
 *
 * @throws CoalitionError ERR_DOCUMENT - it is no policy.
 * @throws CoalitionError ERR_KEY - a key in it was edited.
 * @throws CoalitionError ERR_SIGNATURE - a signature is wrong or missing.
 */
export async function readPolicy(text: string): Promise<SignedPolicy> {
  const { policy, digest, signers } = await readDraft(text);
  const missing = policy.aggregators.filter(({ id }) => !signers.includes(id)).map(({ id }) => id);
  if (missing.length === 0) return { policy, digest };
  throw new CoalitionError('ERR_SIGNATURE', {
    found: `${missing.join(' and ')} ${missing.length === 1 ? 'has' : 'have'} not signed this policy`,
    remedy: 'It holds only with the signatures of all aggregators: run netvakt coalition policy --sign there',
  });
}

/**
 * Returns the text of policy.json with one more signature.
 *
 * @throws CoalitionError ERR_KEY - the policy names no aggregator with this key.
 */
export async function signPolicy(text: string, key: PrivateKey): Promise<string> {
  const { policy } = await readDraft(text);
  if (!policy.aggregators.some((one) => one.key.kid === key.kid)) {
    throw new CoalitionError('ERR_KEY', {
      found: 'The policy names no aggregator with this key',
      remedy: 'Give the key of an aggregator, or have the secretariat put its public part into the policy',
    });
  }
  const mine = await signDocument(TYPE, policy as unknown as Json, [key]);
  return mergeSignatures(text, mine);
}

/** A payload that several sign one after the other: adds the signatures of `added` to `text`, if that is signed at all. */
export function mergeSignatures(text: string, added: string): string {
  const [before, after] = [parse(text), parse(added)];
  if (before === undefined || after === undefined || before.payload !== after.payload) return added;
  const fresh = after.signatures.filter((one) => before.signatures.every((other) => other.protected !== one.protected));
  return `${JSON.stringify({ ...before, signatures: [...before.signatures, ...fresh] })}\n`;
}

interface GeneralJws {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

function parse(text: string): GeneralJws | undefined {
  const json = parseStrictJson(text);
  return json.ok && isSigned(json.value) ? (json.value as unknown as GeneralJws) : undefined;
}

function isSigned(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'payload' in value && 'signatures' in value;
}

function payloadOf(text: string): Json {
  const json = parseStrictJson(Buffer.from(String(parse(text)?.payload), 'base64url').toString('utf8'));
  return json.ok ? json.value : null;
}

async function signersOf(text: string, { aggregators }: CoalitionPolicy): Promise<readonly string[]> {
  const keys = aggregators.map(({ key }) => key);
  const { signers } = await verifyDocument(text, { type: TYPE, keys, mostLength: POLICY.mostLength * 2 });
  return aggregators.filter(({ key }) => signers.includes(key.kid)).map(({ id }) => id);
}
