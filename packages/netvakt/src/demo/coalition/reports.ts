/** How each operator comes to its report: from the store of its filter, or from a table. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_OF_MONTH, OPERATORS, type Operator, operatorsWithNetvakt } from './cast.ts';
import { type DayTraffic, scriptOf } from './filters.ts';
import type { CommandOutcome, PlayStage } from './stage.ts';

/** A quarter of the play. */
export interface PlayedQuarter {
  readonly name: string;
  readonly months: readonly string[];
}

/** The report of an operator, by its revision. */
export function reportPath(stage: PlayStage, id: string, quarter: string, revision = 1): string {
  return stage.of(id, 'reports', `${quarter}.${revision}`, 'report.json');
}

/** Enters complaints by the command for it; those of a day replace what was entered before. */
export async function enterComplaints(
  stage: PlayStage,
  { id }: Operator,
  month: string,
  received: number,
): Promise<void> {
  const config = stage.of(id, 'filter', 'netvakt.yaml');
  const words = [
    '--market',
    'se',
    '--day',
    `${month}-${DAY_OF_MONTH}`,
    '--received',
    String(received),
    '--upheld',
    '1',
  ];
  await stage.done(id, 'totals', 'appeals', '--config', config, ...words);
}

/** Enters what came in within a quarter. */
export async function enterAllComplaints(stage: PlayStage, { months }: PlayedQuarter): Promise<void> {
  for (const one of operatorsWithNetvakt()) {
    for (const [i, month] of months.entries()) await enterComplaints(stage, one, month, one.complaints + i);
  }
}

/** Times of service: the play has one short day a month, so that they reveal nothing of a month. */
const HIDDEN = ['uptime', 'fail-open-overload', 'fail-open-rules'].flatMap((name) => ['--hide', name]);

/** Makes a report from the store of a filter. @param more - further words of the command. */
export async function makeReport(
  stage: PlayStage,
  id: string,
  quarter: PlayedQuarter,
  ...more: readonly string[]
): Promise<CommandOutcome> {
  const config = ['--config', stage.of(id, 'filter', 'netvakt.yaml')];
  return await stage.run(id, 'report', 'make', quarter.name, ...config, ...HIDDEN, ...more);
}

/** Confirms by name what is unusual and right: figures of one day in each month. */
export function partialMonths({ months }: PlayedQuarter): readonly string[] {
  return months.flatMap((month) => ['--confirm', `partial:${month}`]);
}

export async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/**
 * The table of an operator whose filter is another program. Its figures are those of a script of its own, as that program would have
 * counted them.
 *
 * @param definitions - A file with the definitions that it counts by; default: the standard ones.
 */
export async function tableOf(
  stage: PlayStage,
  operator: Operator,
  quarter: PlayedQuarter,
  traffic: DayTraffic,
  definitions?: string,
): Promise<string> {
  const markets = Object.keys(operator.subscriptions).flatMap((market) => ['--market', market]);
  const given = definitions === undefined ? [] : ['--definitions', definitions];
  const template = await stage.done(
    operator.id,
    'report',
    'template',
    quarter.name,
    '--operator',
    operator.id,
    ...markets,
    ...given,
  );
  const known = new Map(quarter.months.flatMap((month) => [...figuresOf(operator, month, traffic)]));
  const rows = template.split('\r\n').map((row) => filled(row, known));
  return rows.join('\r\n');
}

type Pair = readonly [numerator: number, denominator: number];

/** Fills in one row: `operator,quarter,revision,reason,month,days,market,indicator,status,numerator,denominator,…` (what follows stays). */
function filled(row: string, known: ReadonlyMap<string, Pair>): string {
  const [operator = '', quarter, revision, reason, month, days, market, indicator, ...rest] = row.split(',');
  if (days === undefined || !/^\d+$/u.test(days)) return row;
  const pair = known.get(`${month} ${market} ${indicator}`);
  const figures = pair === undefined ? rest : ['value', ...pair, ...rest.slice(3)];
  return [operator, quarter, revision, reason, month, '1', market, indicator, ...figures].join(',');
}

function figuresOf(operator: Operator, month: string, traffic: DayTraffic): ReadonlyMap<string, Pair> {
  const { counts } = scriptOf(operator, month, traffic);
  const pairs = Object.entries(operator.subscriptions).flatMap(([market, { filtered, total }]) => {
    const [requests = 0, attempts = 0, pages = 0] = counts.get(market) ?? [];
    const named: Readonly<Record<string, Pair>> = {
      coverage: [filtered, total],
      requests: [requests, filtered],
      attempts: [attempts, filtered],
      pages: [pages, filtered],
      'canary-http': [29, 30],
      'list-age': [60 * 43_200, 60],
      ...(market === 'se' ? { 'appeals-received': [operator.complaints, filtered] as const } : {}),
    };
    return Object.entries(named).map(([indicator, pair]) => [`${month} ${market} ${indicator}`, pair] as const);
  });
  return new Map(pairs);
}

/** The operator that joins with a table. */
export function operatorWithTable(): Operator {
  return OPERATORS.find(({ hasNetvakt }) => !hasNetvakt) as Operator;
}

/** Makes the report of a table. */
export async function reportOfTable(
  stage: PlayStage,
  { id }: Operator,
  { name, months }: PlayedQuarter,
  table: string,
  ...more: readonly string[]
): Promise<CommandOutcome> {
  const file = await stage.write(join('parties', id, `figures-${name}.csv`), table);
  const words = [
    'report',
    'make',
    name,
    '--from',
    file,
    '--folder',
    stage.of(id, 'reports'),
    '--key',
    stage.of(id, 'home', 'key.json'),
  ];
  return await stage.run(id, ...words, ...partialMonths({ name, months }), ...more);
}
