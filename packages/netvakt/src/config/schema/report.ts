import { z } from 'zod';
import { id, path } from './formats.ts';
import type { Section } from './settings.ts';

/** `report`. */
export const REPORT_SECTION_SCHEMA = z.strictObject({
  operator: id('Id of this operator within the coalition, as its policy has it.'),
  folder: path(
    'Folder with a folder for each reported quarter: what was reported, which the next report is compared with.',
  ),
  key: path('File with the private key that signs reports (JWK); netvakt report key makes it.'),
});

/** What an operator reports to a coalition, and where that is kept. */
export type ReportSection = Section<typeof REPORT_SECTION_SCHEMA>;
