import type { UnitDefinitions } from '../indicator/definitions.ts';
import { daysOfMonth, type Quarter } from '../indicator/quarter.ts';
import { INDICATORS } from '../indicator/table.ts';
import { type OperatorReport, REPORT_SCHEMA_ID } from './report.ts';

/** A report in which everything is missing: every row that there must be, to be filled in. */
export function emptyReport(
  head: Pick<OperatorReport, 'operator' | 'made' | 'software'> & { readonly definitions: UnitDefinitions },
  { name, months }: Quarter,
  markets: readonly string[],
): OperatorReport {
  return {
    schema: REPORT_SCHEMA_ID,
    operator: head.operator,
    quarter: name,
    revision: 1,
    reason: 'first',
    made: head.made,
    software: head.software,
    definitions: head.definitions,
    months: months.map((month) => ({ month, days: daysOfMonth(month) })),
    observations: markets.flatMap((market) =>
      months.flatMap((month) =>
        INDICATORS.map(
          ({ id }) =>
            ({ market, month, indicator: id, status: 'missing', numerator: null, denominator: null }) as const,
        ),
      ),
    ),
  };
}
