/**
 * Stops the tree of ARCHITECTURE.md from drifting: every folder of the first two levels, of a package and
 * of its `src/` is named there, and every folder that is named there exists. The folders of a `src/` are named from the lowest layer
 * to the highest: none imports one that is named after it.
 *
 * The tree is the first fenced block below the heading "The tree". A line names one folder or several, each with a slash at its end,
 * and may go on with a description; two spaces more than the line above are one level down:
 *
 *     packages/
 *       matcher/                pure: no dependency
 *         src/
 *           canonical/          text -> canonical host, path and query
 *         test/  tools/
 */
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sources } from './exports.ts';
import { reportFaults, repositoryFiles, textOf } from './files.ts';

const PAGE = 'ARCHITECTURE.md';
const BLOCK = /^## The tree\n[^]*?^```text\n([^]*?)^```$/mu;
const LINE = /^( *)((?:[\w.-]+\/ *)+)/u;

/** Folders that the page must name: all of the first two levels, and in `packages/` those of a package and of its `src/`. */
const MUST_BE_NAMED = /^(?:[^/]+(?:\/[^/]+)?|packages\/[^/]+\/[^/]+|packages\/[^/]+\/src\/[^/]+)$/u;

/** A folder of a package's `src/`, which is a layer; the first group is the package. */
const STAGE = /^packages\/([^/]+)\/src\/[^/]+(?=\/)/u;
const RELATIVE_IMPORT = /\bfrom '(\.[^']+)'/gu;

/** Returns the path of every folder that the tree of a page names, in its order; `undefined` if the page has no tree. */
export function namedFolders(page: string): string[] | undefined {
  const block = BLOCK.exec(page)?.[1];
  if (block === undefined) return undefined;
  const above: string[] = [];
  return block.split('\n').flatMap((line) => {
    const [, indent = '', names = ''] = LINE.exec(line) ?? [];
    if (names === '') return []; // the description of the line above goes on
    const level = Math.floor(indent.length / 2);
    const folders = names
      .trim()
      .split(/ +/u)
      .map((name) => [...above.slice(0, level), name.slice(0, -1)].join('/'));
    above.splice(level, above.length, names.trim().split(/ +/u).at(-1)?.slice(0, -1) ?? '');
    return folders;
  });
}

/** Returns every folder that holds one of `files` or a folder that does. */
export function foldersOf(files: readonly string[]): ReadonlySet<string> {
  return new Set(
    files.flatMap((file) => {
      const parts = file.split('/').slice(0, -1);
      return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
    }),
  );
}

/** Returns what is wrong with the tree of `page`, given the files of the repository; sorted by folder. */
export function treeFaults(page: string, files: readonly string[]): string[] {
  const named = namedFolders(page);
  if (named === undefined) return [`${PAGE} has no tree: a block marked "text" below the heading "The tree"`];
  const present = foldersOf(files);
  const gone = named.filter((folder) => !present.has(folder));
  const missing = [...present].filter((folder) => MUST_BE_NAMED.test(folder) && !named.includes(folder));
  return [
    ...gone.map((folder) => `${folder}/ does not exist: remove it from the tree of ${PAGE}`),
    ...missing.map((folder) => `${folder}/ is not in the tree of ${PAGE}: name it, and say what it holds`),
  ].toSorted();
}

/** Returns the paths, from the root, of the files that a source imports by a relative path. */
function importsOf(file: string, text: string): string[] {
  return Array.from(text.matchAll(RELATIVE_IMPORT), ([, path = '']) => posix.join(posix.dirname(file), path));
}

/** Returns a fault for each two folders of a package's `src/` of which one imports the other, though the page names it first. */
export function layerFaults(page: string, texts: ReadonlyMap<string, string>): string[] {
  const places = new Map(namedFolders(page)?.map((folder, place) => [folder, place]));
  const example = new Map<string, string>();
  for (const [file, text] of texts) {
    const [importer = '', ownPackage] = STAGE.exec(file) ?? [];
    for (const path of importsOf(file, text)) {
      const [imported = '', otherPackage] = STAGE.exec(path) ?? [];
      const isLater = (places.get(imported) ?? -1) > (places.get(importer) ?? Infinity);
      if (isLater && ownPackage === otherPackage) example.set(`${importer}/ imports ${imported}/`, file);
    }
  }
  return Array.from(example, ([what, file]) => `${what}, which ${PAGE} names after it: see ${file}`).toSorted();
}

function main(): number {
  const page = textOf(PAGE);
  return reportFaults([...treeFaults(page, repositoryFiles()), ...layerFaults(page, sources())]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
