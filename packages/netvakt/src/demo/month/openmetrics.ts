import type { FamilyHead } from '@netvakt/metrics';
import { type Column, type Recording, STEP } from './recording.ts';

/** Families that Prometheus or the run time adds. */
const ADDED: ReadonlyMap<string, FamilyHead['type']> = new Map([
  ['up', 'gauge'],
  ['process_start_time_seconds', 'gauge'],
]);

/**
 * The month as OpenMetrics with a time for each sample, piece by piece: what `promtool tsdb create-blocks-from openmetrics` reads. Families
 * are described without their help.
 */
export function* openMetricsOf(recording: Recording): Generator<string> {
  let family: string | undefined;
  for (const column of recording.columns()) {
    if (column.family !== family) {
      family = column.family;
      const type = recording.heads.get(family)?.type ?? ADDED.get(family) ?? 'gauge';
      yield `# TYPE ${type === 'counter' ? family.replace(/_total$/, '') : family} ${type}\n`;
    }
    yield linesOf(column, recording.start);
  }
  yield '# EOF\n';
}

/** A step's sample has the time of its end. */
function linesOf({ series, values }: Column, start: number): string {
  let text = '';
  for (const [step, value] of values.entries()) {
    if (!Number.isNaN(value)) text += `${series} ${value} ${start + (step + 1) * STEP}\n`;
  }
  return text;
}
