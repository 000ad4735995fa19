/** What a run leaves in docs/benchmarks/: the report, and the page and charts that are made from it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { scaleCharts, scalePage } from './report.ts';
import type { ScaleReport } from './results.ts';

const FOLDER = new URL('../../../../docs/benchmarks/', import.meta.url);
const REPORT = new URL('scale.json', FOLDER);

/** Writes docs/benchmarks/scale.json, scale.md and the charts. */
export function writeScaleDocs(report: ScaleReport): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL('scale.md', FOLDER), scalePage(report));
  for (const [file, svg] of scaleCharts(report)) writeFileSync(new URL(file, FOLDER), svg);
}

/** The report that is kept in docs/benchmarks/; `undefined` before the first run. */
export function keptScaleReport(): ScaleReport | undefined {
  return existsSync(REPORT) ? (JSON.parse(readFileSync(REPORT, 'utf8')) as ScaleReport) : undefined;
}
