/** Where an operator keeps its reports: a folder for each, `2026-Q3.1` for the first revision of a quarter. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
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
import { reading, readNamed, writing } from '../base/named-file.ts';

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
 * @throws OperatorError ERR_FILE - a folder, or a file in it, that cannot be read.
 */
export async function keptReports(folder: string): Promise<readonly OperatorReport[]> {
  const reports: OperatorReport[] = [];
  for (const name of (await namesIn(folder)).filter((one) => NAME.test(one)).toSorted()) {
    const path = join(folder, name, REPORT_FILES.report);
    reports.push(readDocument(await textOf(path), REPORT_KIND));
  }
  return reports;
}

/**
 * As {@link keptReports}, of a folder that must be there. @param missing - what to do if it is not.
 *
 * @throws OperatorError ERR_FILE
 */
export async function reportsIn(folder: string, missing: string): Promise<readonly OperatorReport[]> {
  await reading(folder, () => readdir(folder), { ...READ_REMEDIES, ENOENT: missing });
  return await keptReports(folder);
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
  const write = async (): Promise<void> => {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true, mode: MODE.folder });
    for (const [name, text] of files) await writeFile(join(temporary, name), text, { mode: MODE.file, flush: true });
    await rename(temporary, target);
  };
  try {
    await writing(target, write, WRITE_REMEDIES);
    return target;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

const ANOTHER = 'Let this user write the folder of reports, or name another with --folder';
const WRITE_REMEDIES = {
  EACCES: ANOTHER,
  ENOTEMPTY: 'Another command has kept this revision meanwhile: run the command again',
  EPERM: ANOTHER,
  EROFS: ANOTHER,
};
const READ_REMEDIES = {
  EACCES: 'Let this user read the folder',
  ENOTDIR: 'It is no folder: name the one with your reports',
};

/** No file of a report is larger; signed, it is base64. */
const MOST_BYTES = 10_000_000;

/**
 * Reads a text file of at most ten megabytes. @param missing - what to do if there is none.
 *
 * @throws OperatorError ERR_FILE
 */
export async function textOf(path: string, missing?: string): Promise<string> {
  return (await readNamed(path, { most: MOST_BYTES, missing })).toString();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const read = (): Promise<readonly string[]> =>
    readdir(folder).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
  return await reading(folder, read, READ_REMEDIES);
}
