import { emptyReport, nameSchema, quarterOf, reportCsv, STANDARD_DEFINITIONS } from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { readDefinitions } from './read-any.ts';

export interface TemplateOptions {
  readonly quarter: string;
  readonly operator: string;
  readonly market: readonly string[];
  readonly definitions?: string;
}

/** Prints a table with every row of a report, all missing: for operators whose filter is another program. */
export const template: Action<TemplateOptions> = async ({ stdout, stderr }, options) => {
  const { operator, market: markets } = options;
  const quarter = quarterOf(options.quarter);
  if (quarter === undefined) {
    await stderr.write(`"${options.quarter}" is no quarter. Write it as 2026-Q3\n`);
    return EXIT.usage;
  }
  const wrong = [operator, ...markets].find((id) => !nameSchema.safeParse(id).success);
  if (wrong !== undefined) {
    await stderr.write(
      `"${wrong}" is no id. Use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter\n`,
    );
    return EXIT.usage;
  }
  const definitions =
    options.definitions === undefined ? STANDARD_DEFINITIONS : await readDefinitions(options.definitions);
  const report = emptyReport({ operator, made: quarter.until, software: 'table', definitions }, quarter, markets);
  await stdout.write(reportCsv(report));
  return EXIT.done;
};
