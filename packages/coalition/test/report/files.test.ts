import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  dataPackage,
  generateKey,
  publicPart,
  REPORT_COLUMNS,
  REPORT_KIND,
  readDocument,
  readSignedReport,
  reportCsv,
  reportJsonSchema,
  reportText,
  signReport,
} from '@netvakt/coalition';
import { madeReport } from '../support/reports.ts';

const REPORT = madeReport('2026-Q3');

test('a report comes back from its text as it was, one observation a line', () => {
  const text = reportText(REPORT);
  expect(readDocument(text, REPORT_KIND)).toEqual(REPORT);
  expect(text.split('\n').filter((line) => line.includes('"indicator":')).length).toBe(REPORT.observations.length);
});

test('a signed report is read with the key of its operator only', async () => {
  const [own, other] = [await generateKey(), await generateKey()];
  const signed = await signReport(REPORT, own);
  expect(await readSignedReport(signed, [publicPart(own)])).toEqual(REPORT);
  await expect(readSignedReport(signed, [publicPart(other)])).rejects.toMatchObject({ code: 'ERR_SIGNATURE' });
});

test('the description names the table’s columns, size and digest', () => {
  const csv = reportCsv(REPORT);
  const described = dataPackage(REPORT, csv, 'report.csv') as { resources: { hash: string; bytes: number }[] };
  const hash = `sha256:${createHash('sha256').update(csv).digest('hex')}`;
  expect(described.resources).toMatchObject([
    {
      path: 'report.csv',
      bytes: csv.length,
      hash,
      schema: { fields: REPORT_COLUMNS.map(({ name, type }) => ({ name, type })) },
    },
  ]);
  expect(csv.split('\r\n')[0]).toBe(REPORT_COLUMNS.map(({ name }) => name).join(','));
});

test('the published schema names every field, and takes no other', () => {
  expect(reportJsonSchema()).toMatchObject({
    $schema: expect.stringContaining('2020-12'),
    additionalProperties: false,
    required: Object.keys(REPORT),
    properties: { observations: { items: { required: Object.keys(REPORT.observations[0] ?? {}) } } },
  });
});
