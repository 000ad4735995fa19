/** Where an operator keeps its reports: a folder for each, `2026-Q3.1` for the first revision of a quarter. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  dataPackage,
  type OperatorReport,
  type PrivateKey,
  REPORT_KIND,
  readDocument,
  reportCsv,
  reportText,
  signReport,
} from '@netvakt/coalition';
import { codeOf } from '../base/anonymous.ts';
import { reportError } from './failure.ts';

const NAME = /^20\d\d-Q[1-4]\.\d{1,3}$/u;
/** A report is nobody else's business: the owner's to read. */
const MODE = { folder: 0o700, file: 0o600 };

/** The names of a report's files within its folder. */
const REPORT_FILES = {
  report: 'report.json',
  table: 'report.csv',
  description: 'datapackage.json',
  signed: 'report.jws',
} as const;

/**
 * Reads all reports of a folder, in the order of their names; none if the folder is not there.
 *
 * @throws CoalitionError ERR_DOCUMENT - a report that somebody has edited.
 * @throws OperatorError ERR_REPORT - a folder that cannot be read.
 */
export async function keptReports(folder: string): Promise<readonly OperatorReport[]> {
  const reports: OperatorReport[] = [];
  for (const name of (await namesIn(folder)).filter((one) => NAME.test(one)).toSorted()) {
    const path = join(folder, name, REPORT_FILES.report);
    reports.push(readDocument(await textOf(path), REPORT_KIND));
  }
  return reports;
}

/** Writes the files of a report into a folder of its own, all or none, never over another. Returns the folder. */
export async function keepReport(folder: string, report: OperatorReport, key: PrivateKey | undefined): Promise<string> {
  const target = join(folder, `${report.quarter}.${report.revision}`);
  const temporary = `${target}.new`;
  const csv = reportCsv(report);
  const files: readonly (readonly [name: string, text: string])[] = [
    [REPORT_FILES.report, reportText(report)],
    [REPORT_FILES.table, csv],
    [REPORT_FILES.description, `${JSON.stringify(dataPackage(report, csv, REPORT_FILES.table), undefined, 2)}\n`],
    ...(key === undefined ? [] : [[REPORT_FILES.signed, await signReport(report, key)] as const]),
  ];
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true, mode: MODE.folder });
    for (const [name, text] of files) await writeFile(join(temporary, name), text, { mode: MODE.file, flush: true });
    await rename(temporary, target);
    return target;
  } catch (error) {
    throw reportError(
      `Cannot write ${target} (${codeOf(error) ?? 'unknown'})`,
      'Let this user write the folder, or name another with --folder',
    );
  }
}

/** No file of a report is larger; signed, it is base64. */
const MOST_BYTES = 10_000_000;

/** Reads a text file of at most ten megabytes. Throws an `OperatorError` that names it. */
export async function textOf(path: string, remedy = 'Check the path and its permissions'): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    throw reportError(`Cannot read ${path} (${codeOf(error) ?? 'unknown'})`, remedy);
  }
  throw reportError(`${path} has more than ${MOST_BYTES} bytes`, 'Name the file of a report');
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw reportError(`Cannot read the folder ${folder} (${codeOf(error) ?? 'unknown'})`, 'Check its permissions');
  }
}
