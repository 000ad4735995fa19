/** A tree of files -> a Debian package, the same bytes each time. */

import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit } from './commit.ts';
import { filesIn } from './files.ts';
import { run } from './run.ts';

const ARCHITECTURES: Readonly<Partial<Record<string, string>>> = { x64: 'amd64', arm64: 'arm64' };
const SCRIPTS = ['postinst', 'prerm', 'postrm'];

/** Debian's name of this machine's architecture. Throws an `Error` if there is no package for it. */
export function debianArchitecture(): string {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined)
    throw new Error(`There is no package for ${process.arch}; there is for x64 and arm64`);
  return architecture;
}

/** Packs the tree at `root`, its control files from `source`; returns the path of the package in `output`. */
export function packDebian(source: string, root: string, output: string, commit: Commit): string {
  const architecture = debianArchitecture();
  const files = filesIn(root);
  // Two names of one file are packed as a link, or not, by where the files came from.
  const linked = files.filter((file) => statSync(join(root, file)).nlink > 1);
  if (linked.length > 0) throw new Error(`${linked.length} files are links, such as ${linked[0] ?? ''}`);
  const control = join(root, 'DEBIAN');
  mkdirSync(control);
  chmodSync(control, 0o755); // whatever the umask here is
  const kibibytes = Math.ceil(files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0) / 1024);
  const sums = files.map(
    (file) =>
      `${createHash('md5')
        .update(readFileSync(join(root, file)))
        .digest('hex')}  ${file}\n`,
  );
  writeFileSync(join(control, 'control'), controlFile(commit.version, architecture, kibibytes));
  writeFileSync(join(control, 'conffiles'), '/etc/netvakt/netvakt.yaml\n');
  writeFileSync(join(control, 'md5sums'), sums.join(''));
  for (const script of SCRIPTS) cpSync(join(source, 'deploy/debian', script), join(control, script));
  for (const name of readdirSync(control)) chmodSync(join(control, name), SCRIPTS.includes(name) ? 0o755 : 0o644);
  stampAll(root, commit.epoch);
  mkdirSync(output, { recursive: true });
  const path = join(output, `netvakt_${commit.version}_${architecture}.deb`);
  // One thread, one level: several threads cut blocks by their number. zstd, which dpkg of Debian 12 reads: xz -3 takes ten times its CPU time.
  const words = ['--root-owner-group', '-Zzstd', '-z9', '--threads-max=1', '--build', root, path];
  run('dpkg-deb', words, { environment: { SOURCE_DATE_EPOCH: String(commit.epoch) } });
  return path;
}

function controlFile(version: string, architecture: string, kibibytes: number): string {
  return `Package: netvakt
Version: ${version}
Architecture: ${architecture}
Maintainer: Netvakt maintainers <maintainers@netvakt.example>
Installed-Size: ${kibibytes}
Depends: libc6 (>= 2.28), libstdc++6, libgcc-s1, libatomic1, init-system-helpers, passwd
Recommends: ca-certificates, dbus, systemd
Suggests: iptables, nftables, prometheus
Section: net
Priority: optional
Homepage: https://netvakt.example/
Description: inline web filter for internet providers
 Stops attempts to reach pages on child-protection blocklists, forwards
 everything else untouched, tells the person why a page was blocked, and
 counts. Brings its own Node.js runtime.
`;
}

function stampAll(root: string, epoch: number): void {
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(root, name), epoch, epoch);
  utimesSync(root, epoch, epoch);
}
