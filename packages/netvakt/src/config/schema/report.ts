import { z } from 'zod';
import { id, path } from './formats.ts';
import type { Section } from './settings.ts';

/** `report`. */
export const REPORT_SECTION_SCHEMA = z.strictObject({
  operator: id('Id of this operator in the coalition’s policy.'),
  folder: path('Folder that keeps what was reported for each quarter; the next report is compared with it.'),
  key: path('File with the private key that signs reports (JWK); netvakt report key makes it.'),
});

/** What an operator reports to a coalition, and where that is kept. */
export type ReportSection = Section<typeof REPORT_SECTION_SCHEMA>;
