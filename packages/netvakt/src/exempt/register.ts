/**
 * The register of exemptions: JSON lines in one file, which the command writes as a whole and the filter reads when it changes.
 *
 *   FOLDER/exemptions.jsonl        what is in force
 *   FOLDER/exemptions.good.jsonl   what was read without a fault last: in force while the other cannot be read
 *   FOLDER/audit.jsonl             who did what, each line with the digest of the one before
 *
 * A person or a configuration system may write the first file too: empty lines and lines that begin with `#` are left out.
 */
import { chown, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../base/anonymous.ts';
import type { OperatorError } from '../base/operator-error.ts';
import type { Exemption } from './exemption.ts';
import { keyOf } from './exemption.ts';
import { exemptError } from './failure.ts';
import { readRecord, recordText } from './record.ts';

/** What a register holds. */
export interface RegisterContent {
  readonly exemptions: readonly Exemption[];
  /** Why the register itself could not be read, so that this is its last good copy. */
  readonly fault: OperatorError | undefined;
}

/** Where the parts of a register are. */
export interface RegisterFiles {
  readonly register: string;
  readonly good: string;
  readonly audit: string;
}

export function registerFiles(folder: string): RegisterFiles {
  return {
    register: join(folder, 'exemptions.jsonl'),
    good: join(folder, 'exemptions.good.jsonl'),
    audit: join(folder, 'audit.jsonl'),
  };
}

/**
 * Reads the register; one that does not exist is empty, unless there is a good copy, which says that it did. Rejects with an
 * `OperatorError` that names the line and nothing of it.
 */
export async function readRegister(folder: string): Promise<readonly Exemption[]> {
  const { register, good } = registerFiles(folder);
  const text = await textOf(register);
  if (text !== undefined) return parsed(text, register);
  if ((await textOf(good)) === undefined) return [];
  throw exemptError(`The register of exemptions is gone: ${register}`, restoring(folder));
}

/** As {@link readRegister}; a register that cannot be read is replaced by its last good copy. Rejects if neither can be read. */
export async function readRegisterOrGood(folder: string): Promise<RegisterContent> {
  try {
    return { exemptions: await readRegister(folder), fault: undefined };
  } catch (error) {
    const { good } = registerFiles(folder);
    const text = await textOf(good).catch(() => undefined);
    if (text === undefined || codeOf(error) !== 'ERR_EXEMPT') throw error;
    return { exemptions: parsed(text, good), fault: error as OperatorError };
  }
}

/** Replaces the register, durably and at once: a reader sees the old one or the new one. The good copy is written first. */
export async function writeRegister(folder: string, exemptions: readonly Exemption[]): Promise<void> {
  const { register, good } = registerFiles(folder);
  const text = exemptions.map((exemption) => `${recordText(exemption)}\n`).join('');
  await writeWhole(good, text);
  await writeWhole(register, text);
}

/** Keeps `exemptions`, which the register holds now, as the good copy. */
export async function keepGood(folder: string, exemptions: readonly Exemption[]): Promise<void> {
  const { good } = registerFiles(folder);
  const text = exemptions.map((exemption) => `${recordText(exemption)}\n`).join('');
  if ((await textOf(good)) !== text) await writeWhole(good, text);
}

/** Makes the folder if there is none, for the user that the one above belongs to: root's command and the filter share it. */
export async function makeFolder(folder: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await giveTo(folder, dirname(folder));
}

/** Gives `path` to the owner of `model`, if this process may; who may not is that owner itself, or will be told when it reads. */
export async function giveTo(path: string, model: string): Promise<void> {
  const { uid, gid } = await stat(model);
  await chown(path, uid, gid).catch(() => undefined);
}

/** What to do about a register that cannot be read. */
function restoring(folder: string): string {
  const { register, good } = registerFiles(folder);
  return `Mend it, or restore its last good copy: cp -p ${good} ${register}`;
}

function parsed(text: string, path: string): readonly Exemption[] {
  const exemptions = new Map<string, Exemption>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const exemption = readRecord(line);
    if (exemption === undefined)
      throw exemptError(
        `The register of exemptions cannot be read: ${path} line ${index + 1} is no exemption`,
        restoring(dirname(path)),
      );
    exemptions.set(keyOf(exemption), exemption);
  }
  return [...exemptions.values()];
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw exemptError(
      `${path} cannot be read (${code ?? 'unknown'})`,
      'Let the user of the filter read it, as root can',
    );
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const part = `${path}.part`;
  try {
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await giveTo(part, folder);
    await rename(part, path);
    const entry = await open(folder, 'r');
    try {
      await entry.sync();
    } finally {
      await entry.close();
    }
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    throw exemptError(
      `${path} cannot be written (${code}); nothing has changed`,
      code === 'ENOSPC' ? 'Make room on its disk' : 'Run the command as root, or as the user of the filter',
    );
  }
}
