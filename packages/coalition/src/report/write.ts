import type { Json } from '@netvakt/json';
import type { OperatorReport } from './report.ts';

/** A report as JSON: what is signed and what its digest is made of. */
export function reportJson(report: OperatorReport): Json {
  const { definitions, months, observations } = report;
  return {
    ...report,
    definitions: { ...definitions },
    months: months.map((month) => ({ ...month })),
    observations: observations.map((observation) => ({ ...observation })),
  };
}

/** Orders observations as files do: by market, month and the order of the table of indicators. */
export function reportText(report: OperatorReport): string {
  const { observations, ...head } = report;
  const rows = observations.map((observation) => `    ${JSON.stringify(observation)}`);
  const top = JSON.stringify(head, undefined, 2).slice(0, -2);
  return `${top},\n  "observations": [\n${rows.join(',\n')}\n  ]\n}\n`;
}
