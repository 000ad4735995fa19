import { countInWords, figure, textTable } from '../../common/table.ts';
import { PROXY_CASES } from '../cases.ts';
import type { ProxyReport, ProxyResult } from '../results.ts';

/** The report for a terminal. */
export function textReport(report: ProxyReport): string {
  const { machine, absent, targets } = report;
  const parts = [
    `${machine.cpu}, ${machine.cores} cores; ${machine.kernel}; node ${machine.node}; load ${machine.loadBefore}`,
    `${report.command}  (${report.revision}, ${report.seconds} s)`,
    '',
    resultsTable(report),
    ...absent.map(({ proxy, rules, why }) => `absent: ${proxy} with ${rules} rules: ${why}`),
    '',
    textTable(
      ['target', 'goal', 'reached', 'unit', 'met'],
      targets.map(({ name, goal, reached, unit, met }) => [name, goal, figure(reached), unit, met ? 'yes' : 'NO']),
    ),
  ];
  return `${parts.join('\n')}\n`;
}

export const HEAD: readonly string[] = [
  'case',
  'rules',
  'proxy',
  'CPU us a request',
  'min to max',
  'in kernel',
  'Netvakt over it',
  'requests/s',
  'p50 us',
  'p99 us',
  'added us',
  'CPU s a GB',
  'B an idle connection',
  'errors',
];

function rowsOf({ results }: ProxyReport): string[][] {
  return PROXY_CASES.flatMap(({ name }) => results.filter((result) => result.case === name).map(rowOf));
}

function resultsTable(report: ProxyReport): string {
  return textTable(HEAD, rowsOf(report));
}

export function rowOf(result: ProxyResult): string[] {
  return [
    result.case,
    countInWords(result.rules),
    result.proxy,
    figure(result.cpuMicrosPerRequest),
    result.cpuMicrosPerRequestMin === null
      ? '-'
      : `${figure(result.cpuMicrosPerRequestMin)} to ${figure(result.cpuMicrosPerRequestMax)}`,
    result.kernelShare === null ? '-' : `${figure(100 * result.kernelShare)} %`,
    ratioInWords(result.netvaktRatio),
    figure(result.requestsPerSecond),
    figure(result.p50Micros),
    figure(result.p99Micros),
    figure(result.addedP50Micros),
    figure(result.cpuSecondsPerGigabyte),
    figure(result.bytesPerIdleConnection),
    String(result.errors),
  ];
}

function ratioInWords(ratio: ProxyResult['netvaktRatio']): string {
  return ratio === null ? '-' : `${figure(ratio.median)} (${figure(ratio.low)} to ${figure(ratio.high)})`;
}
