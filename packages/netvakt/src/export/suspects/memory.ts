/**
 * What stage 1 remembers from run to run: addresses, how many runs in a row each was seen, until when it is kept. No names, and
 * nothing that leads from an address to one.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { isIP } from 'node:net';
import { z } from 'zod';
import { codeOf } from '../../base/anonymous.ts';
import { exportError } from '../failure.ts';

/** One address. */
export interface Remembered {
  /** Runs in which it was seen without a break. */
  readonly runs: number;
  /** Unix seconds. */
  readonly until: number;
}

export type SuspectsMemory = ReadonlyMap<string, Remembered>;

const ENTRY = z.strictObject({ runs: z.int().min(1), until: z.int().min(0) });
/** An IPv4 or IPv6 address. */
export const ADDRESS: z.ZodType<string, string> = z.string().refine((text) => isIP(text) !== 0);
const FILE = z.strictObject({ version: z.literal(1), addresses: z.record(ADDRESS, ENTRY) });

/** `undefined` if there is none yet. Throws an {@link OperatorError} if the file is not one of ours: growth could not be determined. */
export async function readMemory(path: string): Promise<SuspectsMemory | undefined> {
  const found = await readWhole(path);
  if (found === undefined) return undefined;
  const parsed = FILE.safeParse(found.value);
  if (parsed.success) return new Map(Object.entries(parsed.data.addresses));
  throw exportError(
    'the file of interception.suspects.state is damaged',
    'Move it away; the next run then begins anew, and is weighed as the first one',
  );
}

/** Whole or not at all. Readable by its owner only. */
export function writeMemory(path: string, memory: SuspectsMemory): Promise<void> {
  return writeWhole(path, { version: 1, addresses: Object.fromEntries(memory) });
}

/** The JSON of a file, `undefined` for what is none; `undefined` itself if there is no file. */
export async function readWhole(path: string): Promise<{ readonly value: unknown } | undefined> {
  try {
    return { value: jsonOf(await readFile(path, 'utf8')) };
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    if (code === 'ENOENT') return undefined;
    throw exportError(`${path} cannot be read (${code})`, 'Check its permissions');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes JSON, whole or not at all. Readable by its owner only. */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}
