import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import {
  describeManifest,
  digested,
  keyId,
  makeKey,
  parseDelivery,
  writeEnvelope,
  writeKeys,
} from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { fileError, readNamed, writeNamedNew } from '../base/named-file.ts';
import { shown } from '../base/text.ts';
import { describeNamed, MOST_LIST_BYTES } from './named-list.ts';
import { formatFault, inFormat, readAnyList } from './read-any.ts';

export interface KeygenOptions {
  readonly output: string;
  /** The list that the keys are for; left out with `store`. */
  readonly list?: string;
  readonly store?: boolean;
  readonly hash?: boolean;
  readonly json?: boolean;
}

/** Draws a key pair for one list, the secret of a store, or the key of keyed hashes. Writes files, never a secret to the terminal. */
export const keygen: Action<KeygenOptions> = async ({ stdout, stderr }, { output, list, store, hash, json }) => {
  if (store === true || hash === true) {
    await writeNamedNew(output, `${randomBytes(32).toString('hex')}\n`, 0o600);
    const what = store === true ? 'Secret of the store' : 'Key of keyed hashes';
    await stdout.write(shown(json, { secret: output }, `${what}: ${output}`));
    return EXIT.done;
  }
  if (list === undefined) {
    await stderr.write('Name the list with --list ID; or --store, or --hash\n');
    return EXIT.usage;
  }
  const { id, privateKey, publicKey } = makeKey();
  const key = { id, key: publicKey, from: undefined, until: undefined };
  await writeNamedNew(`${output}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  try {
    await writeNamedNew(`${output}.keys.json`, writeKeys({ list, version: 1, threshold: 1, keys: [key] }), 0o644);
  } catch (error) {
    await rm(`${output}.key`, { force: true }); // one half is of no use, and would be in the way of the next try
    throw error;
  }
  const report = { list, key: id, private: `${output}.key`, public: `${output}.keys.json` };
  await stdout.write(
    shown(json, report, `Key ${id} of list ${list}: private ${report.private}, public ${report.public}`),
  );
  return EXIT.done;
};

export interface SignOptions {
  readonly file: string;
  readonly key: readonly string[];
  readonly list: string;
  readonly version: number;
  readonly days: number;
  /** How the list is written. Default: found from its first lines. */
  readonly format?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** A hundred years. */
const MOST_DAYS = 36_500;

/** Writes the manifest of a file, signed with every key given. */
export const sign: Action<SignOptions> = async ({ stdout, stderr }, options) => {
  const { file, key, list, version, days, format, output, json } = options;
  const fault = days > MOST_DAYS ? `--days is at most ${MOST_DAYS}` : formatFault(format);
  if (fault !== undefined) {
    await stderr.write(`${fault}\n`);
    return EXIT.usage;
  }
  const delivered = digested(await readNamed(file, { most: MOST_LIST_BYTES }));
  const { content, sha256 } = delivered;
  const parsed = await readAnyList(list, (settings) => parseDelivery(delivered, inFormat(settings, format), 0));
  if (!parsed.ok) {
    await stderr.write(`${describeNamed(file, parsed.refusal)}\n`);
    return EXIT.failed;
  }
  const keys = await Promise.all(key.map(signingKey));
  const now = Math.floor(Date.now() / 1000) * 1000;
  const times = { created: now, expires: now + days * 86_400_000 };
  const entries = parsed.summary.counts.received;
  const manifest = { list, version, ...times, size: content.length, sha256, entries };
  const signing = keys.map((one) => ({ id: keyId(one), key: one }));
  const path = output ?? `${file}.manifest`;
  await writeNamedNew(path, writeEnvelope(describeManifest(manifest), signing), 0o644);
  const report = { list, version, entries, sha256, expires: new Date(times.expires).toISOString(), manifest: path };
  await stdout.write(
    shown(json, report, `Manifest of ${entries} entries, version ${version}, for ${days} days: ${path}`),
  );
  return EXIT.done;
};

/** Reads the private half of a key. @throws OperatorError ERR_FILE */
async function signingKey(path: string): Promise<KeyObject> {
  const key = privateKeyIn(await readNamed(path));
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw fileError(
    `${path} holds no Ed25519 private key in PEM without a passphrase`,
    'Name the .key file that netvakt list keygen wrote',
  );
}

function privateKeyIn(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
