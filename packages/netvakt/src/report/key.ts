import {
  checkKey,
  type DocumentKind,
  generateKey,
  type PrivateKey,
  privateKeySchema,
  publicPart,
  readDocument,
} from '@netvakt/coalition';
import { codeOf } from '../base/anonymous.ts';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { writing } from '../base/named-file.ts';
import { writeNew } from '../base/write-new.ts';
import { configured } from '../config/default-config.ts';
import { reportError } from './failure.ts';
import { textOf } from './report-folder.ts';

export interface KeyOptions {
  readonly config?: string;
  readonly key?: string;
}

const KEY_KIND: DocumentKind<PrivateKey> = {
  name: 'private key',
  schema: privateKeySchema,
  mostLength: 1000,
  remedy: 'Make one: netvakt report key',
};

/** Reads a private key. Throws a `CoalitionError` or an `OperatorError`; neither holds anything of it. */
export async function readKey(path: string): Promise<PrivateKey> {
  return checkKey(readDocument(await textOf(path, KEY_KIND.remedy), KEY_KIND));
}

/** Makes the operator's key, unless there is one, and prints its public part: that is what the coalition's policy names. */
export const key: Action<KeyOptions> = async ({ stdout }, options) => {
  const path = options.key ?? (await configured(options.config)).report?.key;
  if (path === undefined)
    throw reportError('No file for the key', 'Name one in report.key of the configuration, or with --key');
  await makeKey(path);
  await stdout.write(`${JSON.stringify(publicPart(await readKey(path)))}\n`);
  return EXIT.done;
};

/** Never over another one: what was signed with it could not be verified again. @throws OperatorError ERR_FILE */
async function makeKey(path: string): Promise<void> {
  const text = `${JSON.stringify(await generateKey())}\n`;
  await writing(path, () =>
    writeNew(path, text, 0o600).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    }),
  );
}
