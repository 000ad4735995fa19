/**
 * A yearly survey of children's use of the internet, as operators and foundations publish it: one row a year, market, age group and
 * question. It comes from people who were asked, not from filters, and is context only.
 */
import { z } from 'zod';
import { nameSchema } from '../document/name.ts';
import { faulty } from '../document/read.ts';
import { readTable, type TableKind } from '../document/table.ts';
import { OBSERVATION_STATUS, type ObservationStatus } from '../report/report.ts';

/** One answer: how many per cent of those who were asked said yes. */
export interface SurveyRow {
  readonly year: number;
  /** A market, or `all`. */
  readonly market: string;
  /** `9-12`, `13`, `16+`. */
  readonly ages: string;
  /** By language; `en` is always there. */
  readonly questions: Readonly<Record<string, string>>;
  readonly status: ObservationStatus;
  /** 0 to 100; `undefined` unless the status is value. Zero is a value. */
  readonly percent: number | undefined;
  /** How many were asked; `undefined` if it is not known. */
  readonly respondents: number | undefined;
  /** Who asked. */
  readonly source: string;
}

/** A survey that was read. */
export interface Survey {
  /** In the order of the file. */
  readonly rows: readonly SurveyRow[];
  /** True if the file is marked as invented. */
  readonly isSample: boolean;
}

const COLUMNS = [
  'year',
  'market',
  'ages',
  'question_en',
  'status',
  'percent',
  'respondents',
  'source',
  'sample',
] as const;
const QUESTION = /^question_([a-z]{2,3})$/u;
const TABLE: TableKind<(typeof COLUMNS)[number]> = {
  name: 'table of a survey',
  columns: COLUMNS,
  further: QUESTION,
  refusesOthers: true,
  mostLength: 500_000,
  mostRows: 2000,
  mostRowLength: 20_000,
  remedy:
    'Correct the file: docs/coalition/pages.md lists the columns, and fixtures/coalition/survey-sample.csv is an example',
};

/** Text of people, in one line. Bounded, because it is shown as it is. */
const line = (most: number): z.ZodString =>
  z
    .string()
    .min(1, 'is empty')
    .max(most, `has more than ${most} characters`)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'has a control character');

const whole = z.string().regex(/^\d{1,9}$/u, 'is no whole number');

const rowSchema = z
  .object({
    year: z.string().regex(/^20\d\d$/u, 'is no year, such as 2026'),
    market: nameSchema,
    ages: z.string().regex(/^\d{1,2}(?:-\d{1,2}|\+)?$/u, 'is no age group, such as 9-12, 13 or 16+'),
    question_en: line(200),
    status: z.enum(OBSERVATION_STATUS),
    percent: z.string().regex(/^(?:(?:\d{1,2}|100)(?:\.\d)?)?$/u, 'is no share in per cent with at most one decimal'),
    respondents: z.union([z.literal(''), whole]),
    source: line(120),
    sample: z.enum(['yes', 'no']),
  })
  .catchall(z.string())
  .check(({ value, issues }) => {
    const { status, percent } = value;
    if (Number(percent) > 100) issues.push(fault('percent', 'is above 100', value));
    if ((status === 'value') !== (percent !== '')) {
      issues.push(fault('percent', 'is there if the status is value, and only then', value));
    }
    for (const name of Object.keys(value).filter((column) => QUESTION.test(column) && column !== 'question_en')) {
      const text = z.union([z.literal(''), line(200)]).safeParse(value[name]);
      if (!text.success) issues.push(fault(name, 'is no text of at most 200 characters', value));
    }
  });

type Row = z.output<typeof rowSchema>;

/** A row that is right alone, and its line. */
interface GoodRow {
  readonly at: number;
  readonly row: Row;
}

function fault(column: string, message: string, input: unknown): z.core.$ZodRawIssue {
  return { code: 'custom', path: [column], message, input };
}

/** The JSON Schema of one row (draft 2020-12), every field as text. */
export function surveyRowJsonSchema(): object {
  return z.toJSONSchema(rowSchema, { unrepresentable: 'any' });
}

/**
 * Reads the table: UTF-8, commas or semicolons, columns in any order, further `question_xx` columns for other languages.
 *
 * @throws CoalitionError ERR_DOCUMENT - names up to 20 faults by line and column; never quotes a value.
 */
export function readSurvey(text: string): Survey {
  const faults: string[] = [];
  const good: GoodRow[] = [];
  for (const { line: at, fields } of readTable(text, TABLE)) {
    const result = rowSchema.safeParse(fields, { reportInput: false });
    if (result.success) good.push({ at, row: result.data });
    else for (const { path, message } of result.error.issues) faults.push(`line ${at}, ${String(path[0])}: ${message}`);
  }
  faults.push(...relationsOf(good));
  if (faults.length > 0) throw faulty(TABLE, faults);
  return { rows: good.map(({ row }) => rowOf(row)), isSample: good.some(({ row }) => row.sample === 'yes') };
}

/** What no row shows alone. */
function relationsOf(rows: readonly GoodRow[]): string[] {
  const seen = new Set<string>();
  return rows.flatMap(({ at, row }) => {
    const key = [row.year, row.market, row.ages, row.question_en].join('\n');
    const isTwice = seen.has(key);
    seen.add(key);
    return [
      ...(isTwice ? [`line ${at}: the same year, market, ages and question as in an earlier line`] : []),
      ...(row.sample === rows[0]?.row.sample ? [] : [`line ${at}, sample: not as in line ${rows[0]?.at}`]),
    ];
  });
}

function rowOf(row: Row): SurveyRow {
  const questions = Object.entries(row).flatMap(([column, text]): [string, string][] => {
    const language = QUESTION.exec(column)?.[1];
    return language === undefined || text === '' ? [] : [[language, text]];
  });
  const { year, market, ages, status, percent, respondents, source } = row;
  return {
    year: Number(year),
    market,
    ages,
    questions: Object.fromEntries(questions),
    status,
    percent: percent === '' ? undefined : Number(percent),
    respondents: respondents === '' ? undefined : Number(respondents),
    source,
  };
}
