/**
 * The register of exemptions: JSON lines in one file, which the command writes as a whole and the filter reads when it changes.
 *
 *   FOLDER/exemptions.jsonl        what is in force
 *   FOLDER/exemptions.good.jsonl   what was read without a fault last: in force while the other cannot be read
 *   FOLDER/audit.jsonl             who did what, each line with the digest of the one before
 *
 * A person or a configuration system may write the first file too: empty lines and lines that begin with `#` are left out.
 */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../base/anonymous.ts';
import type { OperatorError } from '../base/operator-error.ts';
import type { Exemption } from './exemption.ts';
import { keyOf } from './exemption.ts';
import { exemptError } from './failure.ts';
import { giveFolderTo, type StagedFile, stage, textOf } from './files.ts';
import { readRecord, recordText } from './record.ts';

/** What a register holds. */
export interface RegisterContent {
  readonly exemptions: readonly Exemption[];
  /** The reason the register itself could not be read, so that this is its last good copy. */
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
 * Reads the register; one that does not exist is empty, unless its good copy is not empty. Rejects with an
 * `OperatorError` that names the line and nothing of it.
 */
export async function readRegister(folder: string): Promise<readonly Exemption[]> {
  const { register, good } = registerFiles(folder);
  const text = await textOf(register);
  if (text !== undefined) return parsed(text, register);
  const kept = await textOf(good);
  // An empty register loses nothing.
  if (kept === undefined || kept === '') return [];
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

/** A new register on the disk that does not hold yet. */
export type StagedRegister = StagedFile;

/**
 * Writes what is to replace the register, and reads it back: what a reader would refuse is never put in place. Rejects with an
 * `OperatorError`; nothing has changed then.
 */
export async function stageRegister(folder: string, exemptions: readonly Exemption[]): Promise<StagedRegister> {
  const { register } = registerFiles(folder);
  const text = registerText(exemptions);
  const readable = text.split('\n').every((line) => line === '' || readRecord(line) !== undefined);
  if (!readable)
    throw exemptError(
      'An exemption would make the register unreadable; nothing has changed',
      'Leave out the last exemption that you asked for, and report this: it is a fault of Netvakt',
    );
  return stage(register, text);
}

/** True if the good copy is not of `exemptions`, which the register holds. Without a register there is nothing to keep a copy of. */
export async function lacksGood(folder: string, exemptions: readonly Exemption[]): Promise<boolean> {
  const { register, good } = registerFiles(folder);
  return (await textOf(register)) !== undefined && (await textOf(good)) !== registerText(exemptions);
}

/** Keeps `exemptions`, which the register holds now, as the good copy. One process writes at a time. */
export async function keepGood(folder: string, exemptions: readonly Exemption[]): Promise<void> {
  if (!(await lacksGood(folder, exemptions))) return;
  const staged = await stage(registerFiles(folder).good, registerText(exemptions));
  await staged.commit();
}

/** Makes the folder if there is none, for the user that the one above belongs to: root's command and the filter share it. */
export async function makeFolder(folder: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined)
    await giveFolderTo(folder, dirname(folder));
}

function registerText(exemptions: readonly Exemption[]): string {
  return exemptions.map((exemption) => `${recordText(exemption)}\n`).join('');
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
