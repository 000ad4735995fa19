import { readDocument } from '../config/document.ts';
import { explainIssues } from '../config/explain.ts';
import { jsonSchemaOf } from '../config/json-schema.ts';
import { readConfigText } from '../config/load.ts';
import { ConfigError, keyOf, type Problem, type Report } from '../config/problem.ts';
import { type Localised, PAGE_FILE_SCHEMA, type PageFile, TAG } from '../config/schema/page-file.ts';
import { suggest } from '../config/suggest.ts';
import { en } from './texts/en.ts';
import { TEXTS } from './texts/texts.ts';
import { PLACEHOLDERS } from './words.ts';

type Path = readonly PropertyKey[];

/** Reads and checks a market's file. Throws a {@link ConfigError} that names every problem found. */
export async function loadPageFile(path: string): Promise<PageFile> {
  return checkPageFile(await readConfigText(path, path), path);
}

/** As {@link loadPageFile} for a text that is at hand. */
export function checkPageFile(text: string, file: string): PageFile {
  const document = readDocument(text, file);
  if (!('value' in document)) throw new ConfigError(document);
  const parsed = PAGE_FILE_SCHEMA.safeParse(document.value);
  const problems: Problem[] = [];
  if (parsed.success) {
    checkLanguages(parsed.data, (path, fault, remedy) => {
      problems.push({ file, ...document.place(path), key: keyOf(path), fault, remedy });
    });
  } else {
    problems.push(...explainIssues(parsed.error.issues, document, jsonSchemaOf(PAGE_FILE_SCHEMA), file));
  }
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new ConfigError(problems);
}

/** The languages of a market's pages. All built-in ones if its file names none. */
export function languagesOf({ languages }: PageFile): readonly string[] {
  return languages ?? Object.keys(TEXTS);
}

function checkLanguages(page: PageFile, report: Report): void {
  const languages = languagesOf(page);
  for (const [i, language] of languages.entries()) {
    if (languages.indexOf(language) !== i)
      report(['languages', i], `"${language}" is there already`, 'Name each language once');
    wordsAreThere(page, language, i, report);
  }
  for (const language of Object.keys(page.words ?? {})) {
    if (!languages.includes(language)) report(['words', language], 'is no language of this page', addTo(languages));
  }
  for (const [path, text] of localisedOf(page)) isComplete(path, text, languages, report);
  for (const [path, text] of sentencesOf(page)) placeholdersAreKnown(path, text, report);
}

function addTo(languages: readonly string[]): string {
  return `Add it to languages, or use one of ${languages.join(', ')}`;
}

/** A language that does not come with the filter has to bring every sentence. */
function wordsAreThere(page: PageFile, language: string, i: number, report: Report): void {
  if (Object.hasOwn(TEXTS, language)) return;
  const given: Readonly<Record<string, unknown>> = page.words?.[language] ?? {};
  const missing = Object.keys(en).filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  const known = Object.keys(TEXTS);
  const remedy = `Add words.${language}.${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}, or choose one of ${known.join(', ')}`;
  report(['languages', i], `"${language}" has no built-in text`, remedy);
}

function localisedOf({ authority, legal = [], help = [] }: PageFile): [Path, Localised][] {
  const found: [Path, Localised | undefined][] = [
    [['authority'], authority],
    ...legal.map(({ text }, i): [Path, Localised] => [['legal', i, 'text'], text]),
    ...help.flatMap(({ name, text }, i): [Path, Localised | undefined][] => [
      [['help', i, 'name'], name],
      [['help', i, 'text'], text],
    ]),
  ];
  return found.filter((one): one is [Path, Localised] => one[1] !== undefined);
}

function isComplete(path: Path, text: Localised, languages: readonly string[], report: Report): void {
  if (typeof text === 'string') return;
  for (const language of Object.keys(text)) {
    if (!languages.includes(language) || !TAG.test(language))
      report([...path, language], 'is no language of this page', addTo(languages));
  }
  for (const language of languages) {
    if (text[language] === undefined)
      report(path, `is missing in "${language}"`, 'Add it, or write one text for all languages');
  }
}

function sentencesOf({ words = {} }: PageFile): [Path, string][] {
  return Object.entries(words).flatMap(([language, given]) =>
    Object.entries(given)
      .filter((one): one is [string, string] => one[1] !== undefined)
      .map(([name, text]): [Path, string] => [['words', language, name], text]),
  );
}

function placeholdersAreKnown(path: Path, text: string, report: Report): void {
  for (const [whole, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    if ((PLACEHOLDERS as readonly string[]).includes(name)) continue;
    const meant = suggest(name, PLACEHOLDERS);
    const remedy =
      meant === undefined ? `Use ${PLACEHOLDERS.map((one) => `{${one}}`).join(' or ')}` : `Did you mean {${meant}}?`;
    report(path, `holds the unknown placeholder ${whole}`, remedy);
  }
}
