import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readBounded } from '../base/read-bounded.ts';
import { type Config, configOf } from './config.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { explainIssues } from './explain.ts';
import { configSchema } from './json-schema.ts';
import { ConfigError, keyOf, type Problem } from './problem.ts';
import { checkRelations } from './relations.ts';
import { ROOT_SCHEMA } from './schema/root.ts';

/** No configuration is larger; a larger file is another file. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads and checks a configuration file. Paths in it are taken from its own folder.
 * Throws a {@link ConfigError} that names every problem found, not only the first.
 */
export async function loadConfig(path: string): Promise<Config> {
  const file = resolve(path);
  return checkConfig(await readConfigText(path, file), file, path);
}

/** As {@link loadConfig} for a text that is at hand. `shown` is how problems name the file. */
export function checkConfig(text: string, file: string, shown: string = file): Config {
  const document = readDocument(text, shown);
  if (!('value' in document)) throw new ConfigError(document);
  const parsed = ROOT_SCHEMA.safeParse(document.value);
  if (!parsed.success)
    throw new ConfigError(inOrder(explainIssues(parsed.error.issues, document, configSchema(), shown)));
  const problems = relationProblems(parsed.data, document, shown);
  if (problems.length > 0) throw new ConfigError(inOrder(problems));
  return configOf(parsed.data, file);
}

function relationProblems(
  raw: Parameters<typeof checkRelations>[0],
  document: ConfigDocument,
  file: string,
): Problem[] {
  const problems: Problem[] = [];
  checkRelations(raw, (path, fault, remedy) => {
    problems.push({ file, ...document.place(path), key: keyOf(path), fault, remedy });
  });
  return problems;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** The text of a small UTF-8 file; `shown` is how problems name it. Throws a {@link ConfigError}. */
export async function readConfigText(shown: string, file: string): Promise<string> {
  const problem = (fault: string, remedy: string): ConfigError =>
    new ConfigError([{ file: shown, key: '', fault, remedy }]);
  try {
    const bytes = await readBounded(file, MOST_BYTES);
    if (bytes === undefined) {
      const { size } = await stat(file);
      const isKnown = size > MOST_BYTES; // a device has no size
      const found = isKnown ? `${size} bytes, above the maximum ${MOST_BYTES}` : `more than ${MOST_BYTES} bytes`;
      throw problem(`has ${found}`, 'Name a configuration, not a list');
    }
    if (!isUtf8(bytes)) throw problem('is not UTF-8', 'Save the file as UTF-8');
    return bytes.toString();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw problem(`cannot be read (${code})`, READ_REMEDIES[code] ?? 'Check the path and its permissions');
  }
}

const READ_REMEDIES: Readonly<Partial<Record<string, string>>> = {
  ENOENT: 'There is no such file: check the path',
  EACCES: 'Let the user of the service read the file',
  EISDIR: 'Name the file, not its folder',
};
