import type { Json } from '@netvakt/json';
import type { OperatorReport } from './report.ts';

/** A report as JSON: what is signed and what its digest is made of. It shares the report's own objects. */
export function reportJson(report: OperatorReport): Json {
  return report as unknown as Json; // strings, whole numbers and null throughout
}

/** A report as a file: its head, then one observation a line. */
export function reportText(report: OperatorReport): string {
  const { observations, ...head } = report;
  const rows = observations.map((observation) => `    ${JSON.stringify(observation)}`);
  const top = JSON.stringify(head, undefined, 2).slice(0, -2);
  return `${top},\n  "observations": [\n${rows.join(',\n')}\n  ]\n}\n`;
}
