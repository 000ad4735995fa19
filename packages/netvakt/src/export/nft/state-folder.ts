/**
 * Where `netvakt export nft` records what it has put in force: below `interception.state_folder`, in a folder for each network
 * namespace, because each has rules of its own.
 *
 *   /run/netvakt-rules/net-4026531840/status.json   figures; for everybody to read
 *   /run/netvakt-rules/net-4026531840/plan.json     the plan in force, with suspect addresses; for root alone
 *   /run/netvakt-rules/net-4026531840/namespace     whose these are
 *
 * `/run` is empty after a reboot, as the rules are gone after it. A namespace may go before that, and the kernel gives its inode to another
 * one: what it has left counts for nothing there, and goes with the first write.
 */
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namespaceCookie } from '@netvakt/proxy';
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
    await claim(dirname(path));
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
    if (await isOfAnother(dirname(path))) return undefined;
    const bytes = await readFile(path);
    return bytes.length > mostBytes ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown);
  } catch {
    return undefined;
  }
}

const OWNER = 'namespace';

/** The cookie of the namespace that wrote there last; `undefined` if none did, or an earlier version. */
function ownerOf(folder: string): Promise<string | undefined> {
  return readFile(join(folder, OWNER), 'latin1').catch(() => undefined);
}

/** Whether the folder is of a namespace that had this one's inode before. False if nobody can tell: before Linux 5.14. */
async function isOfAnother(folder: string): Promise<boolean> {
  const here = namespaceCookie();
  return here !== undefined && ((await ownerOf(folder)) ?? here) !== here;
}

/** Makes the folder this namespace's, empty if it was another's. */
async function claim(folder: string): Promise<void> {
  const [here, owner] = [namespaceCookie(), await ownerOf(folder)];
  if (here !== undefined && owner !== undefined && owner !== here) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o755 });
  // Not if it is there: a filter that reads meanwhile would find half of it.
  if (here !== undefined && owner !== here) await writeFile(join(folder, OWNER), here, { mode: 0o644 });
}
