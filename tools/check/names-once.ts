/**
 * Stops one name from having two meanings: an exported type, class, interface or constant is declared in one file only, across all
 * packages. A reader who searches for a name then finds one thing, and an import that is written automatically is the right one.
 */
import { fileURLToPath } from 'node:url';
import { exportedNames, sources } from './exports.ts';
import { reportFaults } from './files.ts';

/** Names that several files declare on purpose, and why. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
  ['maker', 'the benchmark loads an engine by the name of its file: what each one exports is the interface'],
]);

/** Returns the names of the types, classes, interfaces and constants that a source declares and exports; each once. */
export function declaredNames(text: string): ReadonlySet<string> {
  return new Set(exportedNames(text).flatMap(({ name, isFunction }) => (isFunction ? [] : name)));
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
