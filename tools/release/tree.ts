/** What the package puts where. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { billOfMaterials, licenceList } from './bill.ts';
import { buildCommand, runtimeFolder } from './build.ts';
import { type Commit, dayOf } from './commit.ts';

/** What the built command reports about itself. */
interface Described {
  readonly manPage: (day: string) => string;
  readonly completion: (shell: 'bash' | 'zsh' | 'fish') => string;
}

const UNITS = [
  'netvakt.service',
  'netvakt@.service',
  'netvakt.socket',
  'netvakt-rules.service',
  'netvakt-rules-check.service',
  'netvakt-rules.timer',
  'netvakt-coalition.service',
];
const DOC = 'usr/share/doc/netvakt';
/** Not below /usr/share/doc, which small images of Debian leave out when they install a package. */
const SHARE = 'usr/share/netvakt';
/** Folders of deploy/ that are of use on a machine with the package: all but those that make or replace it. */
const DEPLOYED = ['bird', 'coalition', 'exabgp', 'grafana', 'kubernetes', 'prometheus', 'radius', 'router', 'sysctl'];

/** Builds `source` and lays everything out below the new folder `root`. Resolves with the bill of materials. */
export async function layOut(source: string, root: string, commit: Commit): Promise<string> {
  const app = join(root, 'usr/lib/netvakt/app');
  mkdirSync(dirname(app), { recursive: true });
  buildCommand(source, app);
  const runtime = runtimeFolder(source);
  const bill = billOfMaterials(source, app, runtime, commit);
  const file = (path: string, content: string | Buffer, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode });
  };
  const from = (path: string): string => readFileSync(join(source, path), 'utf8');

  file('usr/lib/netvakt/bin/node', readFileSync(join(runtime, 'bin/node')), 0o755);
  file('usr/bin/netvakt', from('deploy/debian/netvakt.sh').replace('@COMMIT@', commit.hash), 0o755);
  file('usr/bin/netvaktctl', from('deploy/debian/netvaktctl.sh'), 0o755);
  file('etc/netvakt/netvakt.yaml', from('deploy/debian/netvakt.yaml'));
  for (const list of ['demo-domains.txt', 'demo-urls.txt']) file(`${SHARE}/${list}`, from(`deploy/debian/${list}`));
  for (const unit of UNITS) file(`usr/lib/systemd/system/${unit}`, from(`deploy/systemd/${unit}`));
  file('usr/lib/sysusers.d/netvakt.conf', from('deploy/systemd/sysusers.conf'));
  file('usr/lib/sysusers.d/netvakt-coalition.conf', from('deploy/systemd/coalition-sysusers.conf'));
  file('usr/lib/tmpfiles.d/netvakt-coalition.conf', from('deploy/systemd/coalition-tmpfiles.conf'));
  file(`${SHARE}/deploy/systemd/self-listening.conf`, from('deploy/systemd/self-listening.conf'));
  file(`${SHARE}/deploy/systemd/packets.conf`, from('deploy/systemd/packets.conf'));

  for (const name of DEPLOYED)
    cpSync(join(source, 'deploy', name), join(root, SHARE, 'deploy', name), { recursive: true });

  // From the program that is shipped, so that they cannot differ from it.
  const { manPage, completion } = (await import(
    pathToFileURL(join(source, 'packages/netvakt/dist/index.js')).href
  )) as Described;
  file('usr/share/man/man1/netvakt.1.gz', packed(manPage(dayOf(commit.epoch))));
  file('usr/share/bash-completion/completions/netvakt', completion('bash'));
  file('usr/share/zsh/vendor-completions/_netvakt', completion('zsh'));
  file('usr/share/fish/vendor_completions.d/netvakt.fish', completion('fish'));

  cpSync(join(source, 'docs'), join(root, DOC), { recursive: true });
  linkDeployed(join(root, DOC));
  file(`${DOC}/changelog.gz`, packed(from('CHANGELOG.md')));
  file(`${DOC}/copyright`, copyright(from('LICENSE'), licenceList(bill)));
  file(`${DOC}/node-LICENSE.gz`, packed(readFileSync(join(runtime, 'LICENSE'))));
  file(`${DOC}/sbom.cdx.json.gz`, packed(bill));
  plain(root);
  return bill;
}

/** Points the pages' links to deploy/ at where the package has it. */
function linkDeployed(folder: string): void {
  for (const page of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!page.endsWith('.md')) continue;
    const text = readFileSync(join(folder, page), 'utf8');
    writeFileSync(join(folder, page), text.replaceAll(/\]\((?:\.\.\/)+deploy\//gu, `](/${SHARE}/deploy/`));
  }
}

/** Whatever the umask here was. */
function plain(root: string): void {
  chmodSync(root, 0o755);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, isProgram(path, path.slice(root.length + 1)) ? 0o755 : 0o644);
  }
}

/** Whether a file is to be started: by where it is, or by its first line for the scripts of deploy/. */
function isProgram(path: string, place: string): boolean {
  if (/^usr\/(?:bin|lib\/netvakt\/bin)\//u.test(place)) return true;
  return place.startsWith(`${SHARE}/deploy/`) && readFileSync(path).subarray(0, 2).toString() === '#!';
}

/** Without name and time. */
function packed(content: string | Buffer): Buffer {
  return gzipSync(content, { level: 9 });
}

function copyright(licence: string, parts: string): string {
  return `Netvakt is licensed under the Apache License 2.0, below. What comes with it, each under its own terms, with the text beside its files in
/usr/lib/netvakt/app/node_modules (of Node.js: node-LICENSE.gz):

${parts}
openpgp (LGPL-3.0 or later) is there unchanged, in files of its own: put another version into its folder to use it instead.

${licence}`;
}
