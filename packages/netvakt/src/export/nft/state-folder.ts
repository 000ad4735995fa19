/**
 * Where `netvakt export nft` records what it has put in force: below `interception.state_folder`, in a folder for each network
 * namespace, because each has rules of its own.
 *
 *   /run/netvakt-rules/net-4026531840/status.json   figures; for everybody to read
 *   /run/netvakt-rules/net-4026531840/plan.json     the plan in force, with suspect addresses; for root alone
 *
 * `/run` is empty after a reboot, as the rules are gone after it.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../base/anonymous.ts';
import { exportError } from '../failure.ts';
import { netInode } from './net-inode.ts';

/** A folder for the network namespace of this process. `undefined` on a system without them. */
export function stateFolder(base: string): string | undefined {
  try {
    const inode = netInode();
    return inode === undefined ? undefined : join(base, `net-${inode}`);
  } catch {
    return undefined;
  }
}

/** Writes JSON, whole or not at all. Rejects with an {@link OperatorError} if it cannot. */
export async function writeState(path: string, value: unknown, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(`${JSON.stringify(value)}\n`);
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw exportError(
      `${path} cannot be written (${codeOf(error) ?? 'unknown'})`,
      'Run it as root, or set interception.state_folder to a folder that it may write to',
    );
  }
}

/** Reads JSON of at most `mostBytes`; `undefined` if it is not there or cannot be used. Never rejects. */
export async function readState(path: string, mostBytes: number): Promise<unknown> {
  try {
    const bytes = await readFile(path);
    return bytes.length > mostBytes ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown);
  } catch {
    return undefined;
  }
}
