import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version of an installed package, as seen from this one. */
export function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path === undefined) throw new Error(`${name} is not installed`);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}

/** The checked-out commit, `-modified` if the tree differs from it; `unknown` outside a repository. */
export function revisionOf(directory: string): string {
  const { status, stdout } = spawnSync(
    'git',
    ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=-modified'],
    {
      cwd: directory,
      encoding: 'utf8',
    },
  );
  return status === 0 ? stdout.trim() : 'unknown';
}

/** The first version number that a program prints, if asked with `flag`. */
export function programVersion(program: string, flag: string): string {
  const { stdout } = spawnSync(program, [flag], { encoding: 'utf8' });
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? 'unknown';
}
