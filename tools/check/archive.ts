/** What is wrong with the archive of a package, as a registry would take it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../release/files.ts';
import { root as repository, textOf } from './files.ts';

/** A package.json, as far as this file reads it. */
interface Manifest {
  readonly name?: string;
  readonly homepage?: unknown;
  readonly bugs?: unknown;
  readonly repository?: { readonly url?: unknown; readonly directory?: unknown };
  readonly license?: unknown;
  readonly description?: unknown;
  readonly engines?: { readonly node?: unknown };
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** An archive, opened: its files by path, below the folder `package/`. */
export interface PackedPackage {
  /** Path of the package from the root of the repository. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The text of one of {@link files}. */
  readonly text: (file: string) => string;
}

/** Opens an archive in a folder next to it. @param folder - of the package that it was made from */
export function openArchive(archive: string, folder: string): PackedPackage {
  const opened = `${archive}.opened`;
  mkdirSync(opened);
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', opened]);
  return { folder, files: filesIn(opened), text: (file) => readFileSync(join(opened, file), 'utf8') };
}

/** Returns what is wrong with an archive, each a sentence with the name of its package. `root` is the repository's own package.json. */
export function archiveFaults(packed: PackedPackage, root: Manifest = manifestOf(textOf('package.json'))): string[] {
  const manifest = manifestOf(packed.text('package.json'));
  const faults = [
    ...manifestFaults(manifest, packed.folder, root),
    ...fileFaults(packed),
    ...Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies })
      .filter(([, version]) => /^(?:workspace|catalog|link|file):/u.test(version))
      .map(([name, version]) => `depends on ${name} by "${version}", which no registry knows. Pack it with pnpm`),
  ];
  return faults.map((fault) => `${manifest.name ?? packed.folder} ${fault}`);
}

function manifestOf(text: string): Manifest {
  return JSON.parse(text) as Manifest;
}

function manifestFaults(manifest: Manifest, folder: string, root: Manifest): string[] {
  const missing = (['description', 'license', 'engines', 'exports'] as const).filter(
    (field) => manifest[field] === undefined,
  );
  const other = (['homepage', 'bugs', 'license'] as const).filter((field) => manifest[field] !== root[field]);
  const { url, directory } = manifest.repository ?? {};
  const isPlaced = url !== undefined && url === root.repository?.url && directory === folder;
  return [
    ...missing.map((field) => `states no "${field}" in its package.json`),
    ...other.map((field) => `states another "${field}" than the package.json of the root: ${String(root[field])}`),
    ...(isPlaced ? [] : [`must state "repository" as the root does, with the directory ${folder}`]),
  ];
}

const SOURCE_MAP = /^\/\/# sourceMappingURL=(?!data:)(\S+)$/mu;

function fileFaults({ files, text, folder }: PackedPackage): string[] {
  const present = new Set(files);
  const unwanted = files.filter((file) => /\.tsbuildinfo$|(?:^|\/)(?:test|node_modules)\//u.test(file));
  const lost = files.filter((file) => /\.[cm]?js$/u.test(file)).filter((file) => hasLostMap(file, text(file), present));
  const stale = files.filter((file) => /^dist\/.*\.js$/u.test(file) && !hasSource(file, folder));
  return [
    ...['LICENSE', 'dist/index.js', 'dist/index.d.ts']
      .filter((file) => !present.has(file))
      .map((file) => `is packed without ${file}`),
    ...unwanted.map((file) => `is packed with ${file}. Leave it out in "files" of its package.json`),
    ...mapFaults(files, text, present),
    ...lost.map((file) => `has a source map of ${file} that is not packed`),
    ...stale.map((file) => `is packed with ${file}, of which there is no source. Build it again: pnpm run prepack`),
  ];
}

function hasLostMap(file: string, code: string, present: ReadonlySet<string>): boolean {
  const map = SOURCE_MAP.exec(code)?.[1];
  return map !== undefined && !present.has(`${file.slice(0, file.lastIndexOf('/') + 1)}${map}`);
}

/** Maps that lead to files which are not in the archive, unless their text is in the map. */
function mapFaults(files: readonly string[], text: PackedPackage['text'], present: ReadonlySet<string>): string[] {
  return files
    .filter((file) => file.endsWith('.map'))
    .filter((file) => {
      const map = JSON.parse(text(file)) as { readonly sources?: readonly string[]; readonly sourcesContent?: unknown };
      const base = new URL(file, 'file:///');
      const isPacked = (source: string): boolean => present.has(new URL(source, base).pathname.slice(1));
      return map.sourcesContent === undefined && !(map.sources ?? []).every(isPacked);
    })
    .map((file) => `is packed with ${file}, which leads to sources that are not packed`);
}

function hasSource(file: string, folder: string): boolean {
  return existsSync(join(repository, folder, file.replace(/^dist\//u, 'src/').replace(/\.js$/u, '.ts')));
}
