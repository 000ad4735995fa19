/**
 * Stops one name from having two meanings: an exported type, class, interface or constant is declared in one file only, across all
 * packages. A reader who searches for a name then finds one thing, and an import that is written automatically is the right one.
 */
import { fileURLToPath } from 'node:url';
import { type ExportedName, exportedNames, sources } from './exports.ts';
import { reportFaults } from './files.ts';

/** Names that several files declare on purpose, and why. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['EXIT', 'the self-test is a program of its own, which has fewer exit codes'],
  ['VERSION', 'the self-test is a program of its own, which is installed without the filter'],
]);

/** A function, or a value that is written like one: it is named by what it does, and two packages may do the same. */
function isVerb({ name, kind }: ExportedName): boolean {
  return kind === 'function' || (kind === 'const' && /^\p{Ll}/u.test(name));
}

/** Returns the names of the types, classes, interfaces and constants that a source declares and exports; each once. */
export function declaredNames(text: string): ReadonlySet<string> {
  return new Set(exportedNames(text).flatMap((exported) => (isVerb(exported) ? [] : exported.name)));
}

/**
 * Returns a fault for each name that several of `files` (path and text) declare, unless it is allowed; and for each allowed name
 * that at most one declares, so that the list cannot grow old. Sorted by name. Linear in the texts.
 */
export function repeatedNames(files: ReadonlyMap<string, string>, allowed: ReadonlyMap<string, string>): string[] {
  const places = new Map<string, string[]>();
  for (const [file, text] of files) {
    for (const name of declaredNames(text)) places.set(name, [...(places.get(name) ?? []), file]);
  }
  const repeated = [...places].filter(([name, where]) => where.length > 1 && !allowed.has(name));
  const needless = [...allowed.keys()].filter((name) => (places.get(name)?.length ?? 0) <= 1);
  return [
    ...repeated.map(([name, where]) => `${name} is declared in ${where.length} files: ${where.join(', ')}`),
    ...needless.map(
      (name) => `${name} is allowed in several files, but no longer declared in several: remove it from ALLOWED`,
    ),
  ].toSorted();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = reportFaults(repeatedNames(sources(), ALLOWED));
