/** The published form of a report. */
import { z } from 'zod';
import { nameSchema } from '../document/name.ts';
import type { DocumentKind } from '../document/read.ts';
import { definitionsSchema } from '../indicator/definitions.ts';
import { QUARTER_NAME } from '../indicator/quarter.ts';
import { INDICATORS } from '../indicator/table.ts';
import { endingsSchema } from './endings.ts';
import {
  OBSERVATION_STATUS,
  type Observation,
  type OperatorReport,
  REPORT_SCHEMA_ID,
  REVISION_REASONS,
} from './report.ts';

/** Rows that a report may have: 40 markets, three months, and room for more indicators. */
export const MOST_OBSERVATIONS = 10_000;

const MONTH = /^20\d\d-(?:0[1-9]|1[0-2])$/u;

const month = z.string().regex(MONTH, 'is no month: write it as 2026-07');
const count = z.int().min(0).nullable();

const OBSERVATION: z.ZodType<Observation> = z
  .strictObject({
    market: nameSchema.meta({ description: 'The market, as all members call it.' }),
    month: month.meta({ description: 'Month, UTC.' }),
    indicator: z
      .enum(INDICATORS.map(({ id }) => id) as [string, ...string[]])
      .meta({ description: 'What was measured.' }),
    status: z.enum(OBSERVATION_STATUS).meta({
      description:
        'value: measured, and zero is a value. missing: not measured. hidden: measured, and the operator does not give it.',
    }),
    numerator: count.meta({ description: 'null unless the status is value.' }),
    denominator: count.meta({ description: 'null unless the status is value.' }),
  })
  .meta({ description: 'One indicator in one market and month.' });

/** Checks what a report looks like; `checkReport` checks its figures. */
export const reportSchema: z.ZodType<OperatorReport> = z
  .strictObject({
    schema: z.literal(REPORT_SCHEMA_ID).meta({ description: 'Version of this form.' }),
    operator: nameSchema.meta({ description: 'Id of the operator within the coalition.' }),
    quarter: z
      .string()
      .regex(QUARTER_NAME, 'is no quarter: write it as 2026-Q3')
      .meta({ description: 'Quarter of a year, UTC.' }),
    revision: z.int().min(1).max(999).meta({ description: '1, and one more with each correction.' }),
    reason: z.enum(REVISION_REASONS).meta({ description: 'Why there is this revision; first for revision 1.' }),
    made: z.iso.date().meta({ description: 'Day on which the report was made, UTC.' }),
    software: z
      .string()
      .regex(/^[\w .+/-]{1,64}$/u, 'is no name and version')
      .meta({ description: 'What made it, with its version.' }),
    definitions: definitionsSchema,
    tls_block: endingsSchema.optional(),
    months: z
      .array(z.strictObject({ month, days: z.int().min(0).max(31) }))
      .length(3)
      .meta({ description: 'On how many days of each month there were figures.' }),
    observations: z.array(OBSERVATION).min(1).max(MOST_OBSERVATIONS),
  })
  .meta({
    title: 'Netvakt coalition report',
    description:
      'What one operator knows of a quarter. Integers only. It stays with the operator: what leaves the house is sealed.',
  });

/** How a report is read from a file. */
export const REPORT_KIND: DocumentKind<OperatorReport> = {
  name: 'report',
  schema: reportSchema,
  mostLength: 4_000_000,
  remedy: 'Make it with `netvakt report make`, or compare it with the published schema',
};

/** The JSON Schema of a report (draft 2020-12), for readers and writers in other languages. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema);
}
