/** The pages of a coalition as files. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Survey } from '@netvakt/coalition';
import { codeOf } from '../../base/anonymous.ts';
import { OperatorError } from '../../base/operator-error.ts';
import { addDigests, addDownloads, type PageFiles } from './downloads.ts';
import { drawAll } from './indicators.ts';
import { addBenchmark, benchmarksOf, memberPage } from './member-page.ts';
import { publicPage } from './public-page.ts';
import { type RecordSource, readRecord } from './record.ts';
import { newestEditions, seriesByGroup } from './series.ts';
import { addSurvey, drawSurvey } from './survey-section.ts';
import { PAGE_TEXTS } from './texts/texts.ts';
import type { PageWords } from './words.ts';

/** What pages are written from, and where to. */
export interface PageSettings extends RecordSource {
  /** A folder: it gets `public/` and `members/`, to be served apart. */
  readonly out: string;
  /** Tags; the first is that of `index.html`. Default: all. */
  readonly languages?: readonly string[] | undefined;
  /** Shown as context. */
  readonly survey?: Survey | undefined;
}

/** What was written. */
export interface WrittenPages {
  /** Paths below the folder, sorted. */
  readonly files: readonly string[];
  /** Bytes of the largest page. */
  readonly largest: number;
  /** The newest edition on the pages; `undefined` if there is none yet. */
  readonly edition: string | undefined;
}

/** The languages that pages can be written in. */
export const PAGE_LANGUAGES: readonly string[] = Object.keys(PAGE_TEXTS);

/**
 * Writes the transparency page and the benchmark page in each language, with their downloads. The same folder gives the same bytes. Each
 * file is replaced as a whole; files of an earlier run that are not written any more stay.
 *
 * @throws OperatorError ERR_COALITION - the log is not sound, an edition is not signed by all, or `out` cannot be written to.
 */
export async function writePages({
  out,
  languages = PAGE_LANGUAGES,
  survey,
  ...source
}: PageSettings): Promise<WrittenPages> {
  const record = await readRecord(source);
  const newest = newestEditions(record.editions);
  const groups = seriesByGroup(newest);
  const drawn = drawAll(groups);
  const facts = { record, newest: newest.at(-1), groups, drawn, languages };
  const drawnSurvey = survey === undefined ? undefined : drawSurvey(survey);
  const open: PageFiles = new Map();
  addDownloads(open, record);
  if (survey !== undefined) addSurvey(open, survey);
  addDigests(open);
  addPages(open, languages, (language, words) => publicPage({ ...facts, survey: drawnSurvey }, language, words));
  const memberFacts = { ...facts, benchmarks: benchmarksOf(newest, drawn) };
  const inner: PageFiles = new Map();
  addBenchmark(inner, memberFacts);
  addDigests(inner);
  addPages(inner, languages, (language, words) => memberPage(memberFacts, language, words));
  const files: PageFiles = new Map([...below('public', open), ...below('members', inner)]);
  await writeAll(out, files);
  const pages = [...files].filter(([path]) => path.endsWith('.html'));
  return {
    files: [...files.keys()].toSorted(),
    largest: Math.max(...pages.map(([, content]) => Buffer.byteLength(content))),
    edition: newest.at(-1)?.edition.edition,
  };
}

function addPages(
  files: PageFiles,
  languages: readonly string[],
  write: (language: string, words: PageWords) => string,
): void {
  for (const [i, language] of languages.entries()) {
    const words = PAGE_TEXTS[language];
    if (words === undefined) throw new TypeError(`Cannot write pages in ${language}`);
    const page = write(language, words);
    files.set(`${language}.html`, page);
    if (i === 0) files.set('index.html', page);
  }
}

function below(folder: string, files: PageFiles): PageFiles {
  return new Map([...files].map(([path, content]) => [`${folder}/${path}`, content]));
}

async function writeAll(out: string, files: PageFiles): Promise<void> {
  try {
    for (const folder of new Set([...files.keys()].map(dirname))) await mkdir(join(out, folder), { recursive: true });
    for (const [path, content] of files) await replaceFile(join(out, path), content);
  } catch (error) {
    throw new OperatorError('ERR_COALITION', {
      found: `Cannot write to ${out} (${codeOf(error) ?? 'unknown'})`,
      remedy: 'Name a folder that this user may write to with --out',
    });
  }
}

/** A reader of the site sees the old file or the new one. */
async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, content, { mode: 0o644 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
