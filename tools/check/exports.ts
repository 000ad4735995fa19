/** The exported names of the sources, read line by line: no compiler is needed for what is at the start of a line. */
import { repositoryFiles, textOf } from './files.ts';

/** A name that a source declares and exports. */
export interface ExportedName {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'type' | 'const' | 'let' | 'enum' | 'function';
}

/** Sources, not tests: the helpers of tests are known in their own folder only. */
const SOURCE = /^(?:packages\/[^/]+\/src|fixtures\/make|tools(?!\/test))\/.*\.ts$/u;

/** At the start of a line only: a name in a comment, a string or a nested block is no export. */
const DECLARATION =
  /^export (?:declare |abstract |async )*(class|interface|type|const|let|enum|function)\*? ([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu;

/** Returns the names that a source declares and exports, in its order. What it passes on from another file is not declared in it. */
export function exportedNames(text: string): ExportedName[] {
  return Array.from(text.matchAll(DECLARATION), ([, kind, name = '']) => ({
    name,
    kind: kind as ExportedName['kind'],
  }));
}

/** Returns the text of every source of the packages, the fixtures and the tools, by its path. */
export function sources(): ReadonlyMap<string, string> {
  return new Map(
    repositoryFiles()
      .filter((file) => SOURCE.test(file))
      .map((file) => [file, textOf(file)]),
  );
}
