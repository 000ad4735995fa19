import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packs the package `file` again as a later version, which its program states too. Returns the path, in `folder`. */
export function nextVersion(file: string, folder: string): string {
  const tree = join(folder, 'next');
  execFileSync('dpkg-deb', ['--raw-extract', file, tree]);
  const replace = (path: string, pattern: RegExp, by: string): void =>
    writeFileSync(join(tree, path), readFileSync(join(tree, path), 'utf8').replace(pattern, by));
  replace('DEBIAN/control', /^Version: (.+)$/mu, 'Version: $1.next');
  replace('usr/lib/netvakt/app/package.json', /("version": "[^"]+)"/u, '$1.next"');
  const path = join(folder, 'netvakt_next_all.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, path]);
  rmSync(tree, { recursive: true });
  return path;
}
