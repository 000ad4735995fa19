import {
  definitionsDigest,
  INDICATORS,
  type Indicator,
  type Observation,
  type OperatorReport,
  reportJsonSchema,
  SHOWN_PER,
  STANDARD_DEFINITIONS,
} from '@netvakt/coalition';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { reportError } from './failure.ts';
import { readAnyReport, readSigner } from './read-any.ts';
import { keptReports } from './report-folder.ts';

export interface ReportShowOptions {
  /** A file, or a quarter of which the last kept revision is shown. */
  readonly report: string | undefined;
  readonly config?: string;
  readonly folder?: string;
  readonly signer?: string;
  readonly definitions?: boolean;
  readonly schema?: boolean;
  readonly json?: boolean;
}

/** Prints a report as tables, or the definitions or the schema that reports are written by. */
export const show: Action<ReportShowOptions> = async ({ stdout, stderr }, options) => {
  if (options.schema === true) {
    await stdout.write(`${JSON.stringify(reportJsonSchema(), undefined, 2)}\n`);
    return EXIT.done;
  }
  if (options.definitions === true) {
    await stdout.write(definitionsText(options.json));
    return EXIT.done;
  }
  if (options.report === undefined) {
    await stderr.write('Name a quarter or the file of a report\n');
    return EXIT.usage;
  }
  const report = await found(options.report, options);
  await stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : tables(report));
  return EXIT.done;
};

async function found(name: string, { config, folder, signer }: ReportShowOptions): Promise<OperatorReport> {
  if (!/^20\d\d-Q[1-4]$/u.test(name)) {
    const known = signer === undefined ? undefined : await readSigner(signer);
    return readAnyReport(name, { made: new Date().toISOString().slice(0, 10), signer: known });
  }
  const kept = folder ?? (await configured(config)).report?.folder;
  if (kept === undefined)
    throw reportError('No folder of reports', 'Name one in report.folder of the configuration, or with --folder');
  const revisions = (await keptReports(kept)).filter(({ quarter }) => quarter === name);
  const last = revisions.toSorted((a, b) => b.revision - a.revision)[0];
  if (last === undefined)
    throw reportError(`There is no report of ${name} in ${kept}`, `Make it: netvakt report make ${name}`);
  return last;
}

function definitionsText(json: boolean | undefined): string {
  if (json === true) return `${JSON.stringify(STANDARD_DEFINITIONS)}\n`;
  const lines = Object.entries(STANDARD_DEFINITIONS).map(([name, value]) => `${name}: ${value}`);
  const indicators = INDICATORS.map(
    ({ id, numerator, denominator, definition }) => `${id} (${numerator} / ${denominator})\n    ${definition}`,
  );
  return `${lines.join('\n')}\ndigest: ${definitionsDigest(STANDARD_DEFINITIONS)}\n\n${indicators.join('\n')}\n`;
}

/** A table for each market: an indicator a line, a month a column. */
function tables(report: OperatorReport): string {
  const { operator, quarter, revision, reason, definitions, tls_block: endings, months, observations } = report;
  const markets = [...new Set(observations.map(({ market }) => market))];
  const head = `${operator}, ${quarter}, revision ${revision} (${reason}); definitions ${definitionsDigest(definitions).slice(0, 12)}…`;
  const parts = markets.map((market) => {
    const here = observations.filter((one) => one.market === market);
    const rows = INDICATORS.map((indicator) => {
      const own = here.filter((one) => one.indicator === indicator.id);
      const cells = months.map(({ month }) =>
        cellText(
          indicator,
          own.find((one) => one.month === month),
        ),
      );
      return [`${indicator.id} (${unitOf(indicator)})`].concat(cells);
    });
    return aligned([[market, ...months.map(({ month }) => month)], ...rows]);
  });
  const days = months.map(({ month, days: count }) => `${month} ${count}`).join(', ');
  const ended = endings === undefined ? 'not known' : endings.join(', ');
  return `${head}\nDays with figures: ${days}\nBlocked TLS handshakes ended by: ${ended}\n\n${parts.join('\n')}\nBlocked attempts are not people, and more of them are not more abuse.\n`;
}

function unitOf({ form, numerator, denominator }: Indicator): string {
  if (form === 'share') return '%';
  return form === 'rate' ? `per 100,000 ${denominator}` : numerator;
}

function cellText({ form }: Indicator, observation: Observation | undefined): string {
  if (observation?.status !== 'value') return observation?.status ?? '';
  const { numerator, denominator } = observation;
  if (numerator === null || denominator === null) return '';
  if (denominator === 0) return 'none';
  const value = (numerator / denominator) * SHOWN_PER[form];
  return form === 'share' ? value.toFixed(2) : value.toFixed(value < 10 ? 1 : 0);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map((row) => `${row.map(pad).join('  ')}\n`).join('');
}
