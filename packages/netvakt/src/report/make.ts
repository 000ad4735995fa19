import {
  endingsIn,
  INDICATORS,
  type Observation,
  type OperatorReport,
  type Quarter,
  quarterOf,
  REPORT_SCHEMA_ID,
  REPORTED_ENDINGS,
  REVISION_REASONS,
  type ReportedEnding,
  type RevisionReason,
  STANDARD_DEFINITIONS,
  type UnitDefinitions,
} from '@netvakt/coalition';
import { type Action, type Context, todayIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { VERSION } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import { reportError } from './failure.ts';
import { daysOf, observationsOf } from './figures.ts';
import { codeOfJudgement, type Judgement, judgementText, judgeReport } from './judge.ts';
import { readKey } from './key.ts';
import type { MachineTotals, ReadTotals } from './machine-totals.ts';
import { readAnyReport, readDefinitions } from './read-any.ts';
import { keepReport, keptReports } from './report-folder.ts';
import { storesOf } from './stores.ts';

export interface MakeOptions {
  readonly quarter: string;
  readonly config?: string;
  /** Stores of several machines, in place of the configured one. */
  readonly store?: readonly string[];
  /** A table or report that another program has made, in place of any store. */
  readonly from?: string;
  /** Definitions that the coalition has agreed on. */
  readonly definitions?: string;
  readonly folder?: string;
  readonly operator?: string;
  readonly key?: string;
  /** Indicators, or `market/indicator`, that the operator does not give. */
  readonly hide?: readonly string[];
  readonly reason?: string;
  readonly confirm?: readonly string[];
  readonly json?: boolean;
}

/** The definition of an attempt as stores keep it. */
interface StoredDefinition {
  readonly windowSeconds: number;
  readonly ipv6PrefixLength: number;
}

/** What the registry of commands hands over: the feature that keeps totals. */
export type ReadMachines = ReadTotals<
  MachineTotals & { readonly definitions: readonly { readonly day: string; readonly definition: StoredDefinition }[] }
>;

/** Makes the report of a quarter, checks it, and keeps it signed in a folder of its own. Writes nothing before all is confirmed. */
export function make(readMachines: ReadMachines): Action<MakeOptions> {
  return async (context, options) => {
    const quarter = quarterOf(options.quarter);
    if (quarter === undefined) {
      await context.stderr.write(`"${options.quarter}" is no quarter. Write it as 2026-Q3\n`);
      return EXIT.usage;
    }
    const config = await configOf(options);
    const { report, judgement, folder } = await judged(
      config,
      quarter,
      { ...options, today: todayIn(context) },
      readMachines,
    );
    if (codeOfJudgement(judgement) !== EXIT.done) return unfit(context, judgement, options.json);
    const keyFile = options.key ?? config?.report?.key;
    const kept = await keepReport(folder, report, keyFile === undefined ? undefined : await readKey(keyFile));
    const counts = statusCounts(report);
    const text = `${quarter.name}, revision ${report.revision}: ${counts.value} values, ${counts.missing} missing, ${counts.hidden} hidden. Kept in ${kept}`;
    await context.stdout.write(shown(options.json, { kept: true, folder: kept, ...counts }, text));
    return EXIT.done;
  };
}

/** The report as it would be stored, its place, and the messages about it. */
async function judged(
  config: Config | undefined,
  quarter: Quarter,
  options: MakeOptions & { readonly today: string },
  readMachines: ReadMachines,
): Promise<{ readonly report: OperatorReport; readonly judgement: Judgement; readonly folder: string }> {
  const { hide = [], confirm: confirmed = [], reason, today } = options;
  const folder = options.folder ?? config?.report?.folder;
  if (folder === undefined)
    throw reportError('No folder for reports', 'Name one in report.folder of the configuration, or with --folder');
  const definitions = options.definitions === undefined ? undefined : await readDefinitions(options.definitions);
  const history = await keptReports(folder);
  const given =
    config === undefined || options.from !== undefined
      ? await givenReport(options.from ?? '', quarter, definitions)
      : reportOfStores(config, quarter, options, readMachines);
  const report = revised(hidden({ ...given, made: today }, hide), history, reason);
  return { report, folder, judgement: judgeReport(report, { today, history, definitions, confirmed }) };
}

async function unfit({ stdout, stderr }: Context, judgement: Judgement, json: boolean | undefined): Promise<number> {
  if (json === true) await stdout.write(`${JSON.stringify({ kept: false, ...judgement })}\n`);
  else await stderr.write(`${judgementText(judgement)}Nothing was written.\n`);
  return codeOfJudgement(judgement);
}

/** The configuration; `undefined` if a report of another program is kept in a folder that is named: an operator may have no filter. */
async function configOf({ from, folder, config }: MakeOptions): Promise<Config | undefined> {
  return from !== undefined && folder !== undefined && config === undefined ? undefined : configured(config);
}

/** The report that another program has made. */
async function givenReport(
  from: string,
  quarter: Quarter,
  definitions: UnitDefinitions | undefined,
): Promise<OperatorReport> {
  const report = await readAnyReport(from, { made: quarter.until, definitions });
  if (report.quarter === quarter.name) return report;
  throw reportError(`${from} is of ${report.quarter}, not of ${quarter.name}`, 'Name the right quarter');
}

function reportOfStores(
  config: Config,
  quarter: Quarter,
  options: MakeOptions,
  readMachines: ReadMachines,
): OperatorReport {
  const operator = options.operator ?? config.report?.operator;
  if (operator === undefined)
    throw reportError('No operator', 'Name it in report.operator of the configuration, or with --operator');
  const machines = readMachines(storesOf(config, options.store), quarter.since, quarter.until);
  return {
    schema: REPORT_SCHEMA_ID,
    operator,
    quarter: quarter.name,
    revision: 1,
    reason: 'first',
    made: '',
    software: `netvakt ${VERSION}`,
    definitions: definitionsOf(machines, config.fixed.statistics, quarter),
    ...endingsOf(machines),
    months: daysOf(machines, quarter),
    observations: observationsOf(machines, quarter, config.fixed.markets),
  };
}

/** How blocked handshakes ended in the quarter, on any machine; nothing if no store contains it. */
function endingsOf(machines: readonly MachineTotals[]): Pick<OperatorReport, 'tls_block'> {
  const kept = machines.flatMap(({ endings }) => endings.map(({ ending }) => ending));
  const known = endingsIn([kept.map((ending) => (isReported(ending) ? ending : 'other'))]);
  return known.length === 0 ? {} : { tls_block: known };
}

function isReported(ending: string): ending is ReportedEnding {
  return (REPORTED_ENDINGS as readonly string[]).includes(ending);
}

/** How attempts were distinguished in the whole quarter, on all machines. */
function definitionsOf(
  machines: readonly { readonly definitions: readonly { readonly definition: StoredDefinition }[] }[],
  preset: StoredDefinition,
  { name }: Quarter,
): UnitDefinitions {
  const kept = machines.flatMap(({ definitions }) => definitions.map(({ definition }) => definition));
  const distinct = new Map(kept.map((one) => [`${one.windowSeconds}/${one.ipv6PrefixLength}`, one]));
  if (distinct.size > 1)
    throw reportError(
      `Attempts were not distinguished in the same way in all of ${name}: their sum means nothing`,
      'Report a quarter with one definition; `netvakt totals --json` shows which held when',
    );
  const [{ windowSeconds, ipv6PrefixLength } = preset] = distinct.values();
  return { ...STANDARD_DEFINITIONS, window_seconds: windowSeconds, ipv6_prefix_length: ipv6PrefixLength };
}

/** The report as the next revision of its quarter. */
function revised(
  report: OperatorReport,
  history: readonly OperatorReport[],
  reason: string | undefined,
): OperatorReport {
  const earlier = history.filter((one) => one.quarter === report.quarter);
  const revision = 1 + Math.max(0, ...earlier.map((one) => one.revision));
  const reasons = REVISION_REASONS.filter((one) => one !== 'first');
  if (revision === 1) return { ...report, revision, reason: 'first' };
  if (!(reasons as readonly string[]).includes(reason ?? ''))
    throw reportError(
      `${report.quarter} was reported before, up to revision ${revision - 1}`,
      `Give the reason for another one: --reason ${reasons.join(', ')}`,
    );
  return { ...report, revision, reason: reason as RevisionReason };
}

/** The report without the figures of what is not given. Throws an `OperatorError` for a name that hides nothing. */
function hidden(report: OperatorReport, names: readonly string[]): OperatorReport {
  const markets = new Set(report.observations.map(({ market }) => market));
  for (const name of names) {
    const [indicator = '', market] = name.split('/').toReversed();
    if (INDICATORS.some(({ id }) => id === indicator) && (market === undefined || markets.has(market))) continue;
    throw reportError(`--hide ${name} hides nothing`, 'Name an indicator, or a market and an indicator: se/pages');
  }
  const isHidden = ({ market, indicator, status }: Observation): boolean =>
    status === 'value' && (names.includes(indicator) || names.includes(`${market}/${indicator}`));
  return {
    ...report,
    observations: report.observations.map((one) =>
      isHidden(one) ? { ...one, status: 'hidden', numerator: null, denominator: null } : one,
    ),
  };
}

function statusCounts({ observations }: OperatorReport): Readonly<Record<Observation['status'], number>> {
  const counts = { value: 0, missing: 0, hidden: 0 };
  for (const { status } of observations) counts[status] += 1;
  return counts;
}
