/** What the checks read: the files of this repository, committed or about to be. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Paths from the root of every file that git knows or would add, deleted ones left out. `patterns` as `git ls-files` takes them. */
export function repositoryFiles(...patterns: readonly string[]): string[] {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The text of a file, by its path from the root. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Prints each fault on a line of its own. Returns the exit code: 0 if there are none, otherwise 1. */
export function reportFaults(faults: readonly string[]): number {
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  return faults.length === 0 ? 0 : 1;
}
