/**
 * What one member, aggregator or secretariat keeps of the coalition in its own house: its keys, what it trusts, and records of its
 * submissions. Nothing of it leaves the directory.
 *
 *   home.json            id, and where the coalition's folder is; once a policy was checked, whose signatures on policies count
 *   key.json             Ed25519, signs
 *   opening-key.json     X25519, opens what is sealed; aggregators only
 *   submitted-2026-Q3.json      the last submission, from which a correction is made
 *   submitted-2026-Q3.1.json    each submission, which its commitment can be opened with
 *   sum-2026-Q3.1.jws    what was released, by edition: the folder may lose it; aggregators only
 */

import { chmod, link, rename, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Aggregator,
  checkKey,
  checkSealKey,
  type DocumentKind,
  generateKey,
  generateOpeningKey,
  nameSchema,
  type OpeningKey,
  openingKeySchema,
  type PrivateKey,
  privateKeySchema,
  RECORD,
  readDocument,
  type SubmissionRecord,
} from '@netvakt/coalition';
import { z } from 'zod';
import { codeOf } from '../base/anonymous.ts';
import { makeFolder, readIfThere, writeNamedNew, writing } from '../base/named-file.ts';
import { OperatorError } from '../base/operator-error.ts';

/** The default place. */
const DEFAULT_HOME = '/var/lib/netvakt/coalition';

/** The aggregators whose signatures on a policy count, and the last policy seen. */
interface Trust {
  readonly serial: number;
  readonly digest: string;
  /** Ids of the keys that sign, and of those that are sealed for. */
  readonly aggregators: readonly { readonly id: string; readonly key: string; readonly seal: string }[];
}

interface HomeSettings {
  readonly schema: 'netvakt-coalition-home/1';
  readonly id: string;
  readonly folder: string;
  /** The file of the key that signs, if it is not in the home. */
  readonly key?: string | undefined;
  readonly trust?: Trust | undefined;
}

const REMEDY = 'Restore it from a backup';

const SETTINGS: DocumentKind<HomeSettings> = {
  name: 'home.json',
  schema: z.strictObject({
    schema: z.literal('netvakt-coalition-home/1'),
    id: nameSchema,
    folder: z.string().min(1),
    key: z.string().min(1).optional(),
    trust: z
      .strictObject({
        serial: z.int().min(1),
        digest: z.string().length(64),
        aggregators: z.array(z.strictObject({ id: nameSchema, key: z.string(), seal: z.string() })).min(1),
      })
      .optional(),
  }),
  mostLength: 100_000,
  remedy: REMEDY,
};
const KEY: DocumentKind<PrivateKey> = { name: 'key', schema: privateKeySchema, mostLength: 1000, remedy: REMEDY };
const OPENING: DocumentKind<OpeningKey> = {
  name: 'opening key',
  schema: openingKeySchema,
  mostLength: 1000,
  remedy: REMEDY,
};

/** What a home is made from. */
interface NewHome {
  readonly id: string;
  readonly folder: string;
  /** A key that is there already; default: one of its own. */
  readonly key?: string | undefined;
  readonly aggregator?: boolean | undefined;
}

/** One home. */
export class CoalitionHome {
  readonly path: string;
  readonly settings: HomeSettings;

  private constructor(path: string, settings: HomeSettings) {
    this.path = path;
    this.settings = settings;
  }

  /** @throws OperatorError ERR_COALITION - there is none yet. */
  static async open(path: string | undefined): Promise<CoalitionHome> {
    const home = resolve(path ?? DEFAULT_HOME);
    const text = await textIfThere(join(home, 'home.json'));
    if (text !== undefined) return new CoalitionHome(home, readDocument(text, SETTINGS));
    throw new OperatorError('ERR_COALITION', {
      found: `${home} is not the home of a member of a coalition`,
      remedy: 'Run netvakt coalition join first, or name its directory with --home',
    });
  }

  /** Opens a home, or makes one with new keys. An existing one keeps its keys. */
  static async make(path: string | undefined, { id, folder, key, aggregator }: NewHome): Promise<CoalitionHome> {
    const home = resolve(path ?? DEFAULT_HOME);
    await makeFolder(home, 0o700);
    await writing(home, () => chmod(home, 0o700));
    const text = await textIfThere(join(home, 'home.json'));
    const known = text === undefined ? undefined : readDocument(text, SETTINGS);
    if (known !== undefined && known.id !== id) {
      throw new OperatorError('ERR_COALITION', {
        found: `${home} belongs to ${known.id}`,
        remedy: `Name another directory with --home, or join as ${known.id}`,
      });
    }
    const signing = key === undefined ? known?.key : resolve(key);
    if (signing === undefined) await createOnce(join(home, 'key.json'), async () => await generateKey());
    if (aggregator === true) await createOnce(join(home, 'opening-key.json'), async () => await generateOpeningKey());
    const made = new CoalitionHome(home, {
      schema: 'netvakt-coalition-home/1',
      ...known,
      id,
      folder: resolve(folder),
      ...(signing === undefined ? {} : { key: signing }),
    });
    await made.#write('home.json', made.settings);
    return made;
  }

  /** @throws OperatorError ERR_COALITION - it cannot be read. */
  async key(): Promise<PrivateKey> {
    const path = this.settings.key ?? join(this.path, 'key.json');
    const text = await textIfThere(path);
    if (text !== undefined) return await checkKey(readDocument(text, KEY));
    throw new OperatorError('ERR_COALITION', {
      found: `The key ${path} is not there`,
      remedy:
        'Restore it from a backup, or name it with netvakt coalition join --key; another key needs another policy',
    });
  }

  /** `undefined` in a member's home. */
  async openingKey(): Promise<OpeningKey | undefined> {
    const text = await textIfThere(join(this.path, 'opening-key.json'));
    return text === undefined ? undefined : await checkSealKey(readDocument(text, OPENING));
  }

  /** Remembers whose policies count. */
  async trust(serial: number, digest: string, aggregators: readonly Aggregator[]): Promise<void> {
    const pinned = aggregators.map(({ id, key, seal }) => ({ id, key: key.kid, seal: seal.kid }));
    await this.#write('home.json', { ...this.settings, trust: { serial, digest, aggregators: pinned } });
  }

  /** What was submitted last of a quarter; `undefined` if nothing was. */
  async submitted(quarter: string): Promise<SubmissionRecord | undefined> {
    const text = await textIfThere(join(this.path, `submitted-${quarter}.json`));
    return text === undefined ? undefined : readDocument(text, RECORD);
  }

  /** A submission by its number; `undefined` if no record of it is here. */
  async submission(quarter: string, revision: number): Promise<SubmissionRecord | undefined> {
    const text = await textIfThere(join(this.path, `submitted-${quarter}.${revision}.json`));
    if (text !== undefined) return readDocument(text, RECORD);
    // An older program kept the last one only.
    const last = await this.submitted(quarter);
    return last?.revision === revision ? last : undefined;
  }

  async keepSubmitted(record: SubmissionRecord): Promise<void> {
    await this.#write(`submitted-${record.quarter}.${record.revision}.json`, record);
    await this.#write(`submitted-${record.quarter}.json`, record);
  }

  /** The signed sum of an edition; `undefined` if none was made here. */
  async sum(quarter: string, edition: number): Promise<string | undefined> {
    return await textIfThere(join(this.path, sumName(quarter, edition)));
  }

  /** Keeps a signed sum for good. False if another is kept already: that one holds. */
  async keepSum(quarter: string, edition: number, text: string): Promise<boolean> {
    const name = sumName(quarter, edition);
    const temporary = await this.#writeBeside(name, text);
    try {
      await link(temporary, join(this.path, name));
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return (await this.sum(quarter, edition)) === text;
    } finally {
      await unlink(temporary);
    }
  }

  async #write(name: string, value: object): Promise<void> {
    await rename(await this.#writeBeside(name, `${JSON.stringify(value)}\n`), join(this.path, name));
  }

  /** Returns the path of a temporary file that holds the text. */
  async #writeBeside(name: string, text: string): Promise<string> {
    const temporary = join(this.path, `.${name}.${process.pid}.tmp`);
    await writing(temporary, () => writeFile(temporary, text, { mode: 0o600, flush: true }));
    return temporary;
  }
}

function sumName(quarter: string, edition: number): string {
  return `sum-${quarter}.${edition}.jws`;
}

/** Never overwrites a key. */
async function createOnce(path: string, make: () => Promise<object>): Promise<void> {
  if ((await textIfThere(path)) !== undefined) return;
  await writeNamedNew(path, `${JSON.stringify(await make())}\n`, 0o600);
}

async function textIfThere(path: string): Promise<string | undefined> {
  return (await readIfThere(path))?.toString();
}
