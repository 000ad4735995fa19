import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Without a handler no `exit` comes, and what is made here stays. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const folders = new Set<string>();

/**
 * Makes a folder that is removed when the process ends, by a signal too, if {@link removeTemporary} has not removed it before. A
 * signal waits for the end of a program that is run synchronously.
 *
 * @param parent - default: the system's folder of temporary files.
 */
export function temporaryFolder(name: string, parent: string = tmpdir()): string {
  if (folders.size === 0) hear();
  const folder = mkdtempSync(join(parent, `netvakt-${name}-`));
  folders.add(folder);
  return folder;
}

/** Removes a folder of {@link temporaryFolder}. */
export function removeTemporary(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (folders.size > 0) return;
  process.off('exit', removeAll);
  for (const signal of Object.keys(SIGNALS)) process.off(signal, end);
}

function hear(): void {
  process.on('exit', removeAll);
  for (const signal of Object.keys(SIGNALS)) process.on(signal, end);
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function end(signal: keyof typeof SIGNALS): void {
  process.exit(SIGNALS[signal]);
}
