/** Source -> JavaScript with exactly the dependencies of the lockfile, and nothing that remembers where or when it was built. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

/** Files that are left out: types, maps and sources of C for compilers, notes for readers of the registry. */
const LEFT_OUT = /(?:\.d\.[cm]?ts|\.map|\.tsbuildinfo|\.md|\.markdown|\.cc|\.hh|\.[chS]|\.asm|\.inc)$/u;
/** Notes all the same: what is shipped is shipped with its terms. */
const KEPT = /^(?:licen[cs]e|copying|notice|copyright).*\.(?:md|markdown)$/iu;
/** Programs that nothing here starts, records of pnpm, and what a compiler would need. */
const LEFT_OUT_FOLDERS = [
  'node_modules/.bin',
  'node_modules/.pnpm',
  'node_modules/koffi/doc',
  'node_modules/koffi/vendor',
];
const LEFT_OUT_FILES = ['node_modules/.modules.yaml', 'node_modules/.pnpm-workspace-state-v1.json'];

/** How pnpm is started: as the one that runs this script, else as the README does. */
export function pnpm(words: readonly string[], cwd: string): string {
  const { npm_execpath: own } = process.env;
  if (own === undefined || !existsSync(own)) return run('npx', ['--yes', pnpmOfReadme(cwd), ...words], { cwd });
  return /\.[cm]?js$/u.test(own) ? run(process.execPath, [own, ...words], { cwd }) : run(own, words, { cwd });
}

/** `pnpm@` and the version that the README's own commands name: it is there only. */
function pnpmOfReadme(source: string): string {
  const name = /^npx --yes (pnpm@[\d.]+) start$/mu.exec(readFileSync(join(source, 'README.md'), 'utf8'))?.[1];
  if (name === undefined) throw new Error('README.md has lost its command to start');
  return name;
}

/** Installs and compiles in `source`, then puts the command and its dependencies into the new folder `to`. */
export function buildCommand(source: string, to: string): void {
  pnpm(['install', '--frozen-lockfile', '--prefer-offline'], source);
  pnpm(['run', 'build'], source);
  // Hoisted: without links, and without folders that are named after where the source was.
  pnpm(
    [
      '--filter',
      '@netvakt/netvakt',
      'deploy',
      '--prod',
      '--legacy',
      '--prefer-offline',
      '--config.node-linker=hoisted',
      // Links into pnpm's store would carry the modes and times that are set here to every other project of this machine.
      '--config.package-import-method=copy',
      to,
    ],
    source,
  );
  for (const name of [...LEFT_OUT_FOLDERS, ...LEFT_OUT_FILES]) rmSync(join(to, name), { recursive: true, force: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && LEFT_OUT.test(entry.name) && !KEPT.test(entry.name))
      rmSync(join(entry.parentPath, entry.name));
  }
}

/** The folder of the pinned runtime: `bin/node`, and its licence. */
export function runtimeFolder(source: string): string {
  const name = `node-linux-${process.arch}`;
  return dirname(createRequire(join(source, 'package.json')).resolve(`${name}/package.json`));
}
