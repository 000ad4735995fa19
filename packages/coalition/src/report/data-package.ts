import { createHash } from 'node:crypto';
import { definitionsDigest } from '../indicator/definitions.ts';
import { REPORT_COLUMNS, REPORT_KEY } from './columns.ts';
import { OBSERVATION_STATUS, type OperatorReport, REVISION_REASONS } from './report.ts';

/** Sets of words that a column takes. */
const WORDS: Readonly<Record<string, readonly string[]>> = { status: OBSERVATION_STATUS, reason: REVISION_REASONS };

/**
 * Describes the CSV twin as a Data Package (version 2.0): what each column is, which value is "nothing", and how the figures were
 * counted, so that the table can be read without this program.
 *
 * @param csv - The table, whose size and SHA-256 are stated.
 * @param path - Its file name, next to the description.
 */
export function dataPackage(report: OperatorReport, csv: string, path: string): object {
  const { operator, quarter, revision, made, software, definitions, tls_block: endings, months } = report;
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: `netvakt-report-${quarter.toLowerCase()}-${operator}`,
    title: `Report of ${operator} for ${quarter}, revision ${revision}`,
    created: `${made}T00:00:00Z`,
    software,
    definitions: { ...definitions, digest: definitionsDigest(definitions) },
    ...(endings === undefined ? {} : { tls_block: endings }),
    months,
    resources: [
      {
        name: 'observations',
        type: 'table',
        path,
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        bytes: Buffer.byteLength(csv),
        hash: `sha256:${createHash('sha256').update(csv).digest('hex')}`,
        dialect: { delimiter: ',', lineTerminator: '\r\n', header: true },
        schema: {
          $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
          fields: REPORT_COLUMNS.map(fieldOf),
          primaryKey: REPORT_KEY,
          missingValues: [''],
        },
      },
    ],
  };
}

function fieldOf({ name, type, description }: (typeof REPORT_COLUMNS)[number]): object {
  const words = WORDS[name];
  return words === undefined ? { name, type, description } : { name, type, description, constraints: { enum: words } };
}
