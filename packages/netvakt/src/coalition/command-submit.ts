import {
  type CoalitionPolicy,
  checkReport,
  filePlace,
  makeSubmission,
  type OperatorReport,
  type OwnCell,
  REPORT_KIND,
  readDocument,
} from '@netvakt/coalition';
import { type Action, todayIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { submissionPath } from './round-files.ts';
import { trustedPolicy } from './trusted-policy.ts';

export interface SubmitOptions {
  readonly report: string;
  readonly home?: string;
  readonly policy?: string;
  readonly revision?: number;
  readonly json?: boolean;
}

/** Seals a report for the aggregators and puts it into the folder. */
export const submit: Action<SubmitOptions> = async (context, options) => {
  const home = await CoalitionHome.open(options.home);
  const report = await readReport(options.report);
  const { store, signed } = await trustedPolicy(home, report.quarter, options.policy);
  checkFaults(report, signed.policy, todayIn(context));
  const cells = cellsOf(report);
  // Who gives a number has lost the last record: every figure counts as corrected.
  const before = options.revision === undefined ? await home.submitted(report.quarter) : undefined;
  const { text, record, member } = await makeSubmission({
    signed,
    quarter: report.quarter,
    key: await home.key(),
    cells,
    definitions: report.definitions,
    endings: report.tls_block,
    before,
    revision: options.revision,
  });
  const path = submissionPath(report.quarter, member.id, record.revision);
  // A record of what nobody was sent would make changed figures look unchanged later.
  if ((await store.read(path, filePlace(path)?.most ?? 0)) !== undefined) throw taken(path, record.revision);
  // Kept first: a submission without its record could not be corrected.
  await home.keepSubmitted(record);
  if ((await store.create(path, Buffer.from(text))) === 'taken') throw taken(path, record.revision);
  const known = knownCells(cells, signed.policy);
  const outcome = { quarter: report.quarter, member: member.id, revision: record.revision, path, figures: known };
  const sealedFor = signed.policy.aggregators.map(({ id }) => id).join(' and ');
  const words = `${report.quarter}, submission ${record.revision} of ${member.id}: ${known} figures, sealed for ${sealedFor}\n${path}`;
  await context.stdout.write(shown(options.json, outcome, words));
  return EXIT.done;
};

/** @throws OperatorError ERR_FILE - the file cannot be read. */
export async function readReport(path: string): Promise<OperatorReport> {
  const remedy = 'Make it with netvakt report make, or name the right file';
  return readDocument(await givenText(path, remedy, `the report ${path}`), REPORT_KIND);
}

function checkFaults(report: OperatorReport, { definitions }: CoalitionPolicy, today: string): void {
  const faults = checkReport(report, { today, definitions });
  if (faults.length === 0) return;
  throw new OperatorError('ERR_COALITION', {
    found: `The report has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`} and is not sealed`,
    remedy: 'Correct it; after sealing nobody could find them',
    reasons: faults.map(({ at, found, remedy }) => `${at}: ${found}. ${remedy}`),
  });
}

/** What is measured and given. Missing and hidden figures are not part of any sum. */
function cellsOf({ observations }: OperatorReport): OwnCell[] {
  return observations.flatMap(({ indicator, market, month, status, numerator, denominator }) =>
    status === 'value' && numerator !== null && denominator !== null
      ? [{ indicator, market, month, numerator, denominator }]
      : [],
  );
}

function knownCells(cells: readonly OwnCell[], { indicators, markets }: CoalitionPolicy): number {
  const known = new Set(indicators.map(({ id }) => id));
  return cells.filter(({ indicator, market }) => known.has(indicator) && markets.includes(market)).length;
}

function taken(path: string, revision: number): OperatorError {
  return new OperatorError('ERR_COALITION', {
    found: `${path} is in the folder already, with another content`,
    remedy: `If the record of it was lost, run the command again with --revision ${revision + 1}`,
  });
}
