/**
 * Holds the glossary: a word that docs/glossary.md refuses for the code is part of no exported name. Refused are the words in
 * `code` in its column "not"; the others there have another meaning that the code needs, so that only a reader can judge them.
 */
import { fileURLToPath } from 'node:url';
import { exportedNames, sources } from './exports.ts';
import { reportFaults, textOf } from './files.ts';

const ROW = /^\| (.+?) \| .* \| (.*?) ?\|$/gmu;

/** Returns every refused word, in lower case, with the entry of the glossary that stands for it. */
export function refusedWords(glossary: string): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  for (const [, entry = '', not = ''] of glossary.matchAll(ROW)) {
    for (const [, word = ''] of not.matchAll(/`([^`]+)`/gu)) refused.set(word.toLowerCase(), entry);
  }
  return refused;
}

/** Returns the words of a name in lower case: `readTlsHello` and `READ_TLS_HELLO` are both read, tls, hello. */
export function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/gu) ?? []).map((word) => word.toLowerCase());
}

/** Returns a fault for each exported name of `files` (path and text) that holds a refused word, in the singular or the plural. */
export function wordFaults(files: ReadonlyMap<string, string>, refused: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) =>
    exportedNames(text).flatMap(({ name }) => {
      const word = wordsOf(name)
        .map((each) => (refused.has(each) ? each : each.replace(/s$/u, '')))
        .find((each) => refused.has(each));
      return word === undefined ? [] : `${file}: ${name} says "${word}", the glossary says "${refused.get(word)}"`;
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = reportFaults(wordFaults(sources(), refusedWords(textOf('docs/glossary.md'))));
