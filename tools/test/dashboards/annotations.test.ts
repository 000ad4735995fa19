import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { annotations } from '../../dashboards/annotations.ts';
import { testWith } from '../support/missing.ts';

/** Four scrapes a minute, none of them at the end of one. A restart can be seen first by any, also by the first of a minute. */
const SCRAPE = 15;
const MOMENTS = [0, 1, 2, 3];

function expressionOf(name: string): string {
  const found = annotations().find((mark) => mark.build().name === name);
  return (found?.build().expr ?? '').replaceAll('$job', 'netvakt');
}

/** A time that is 100 until the third minute, and 300 from one of its scrapes on; two scrapes before that found nobody if `gone`. */
function series(family: string, moment: number, gone: boolean): object {
  const before = 3 * (60 / SCRAPE) + moment - (gone ? 3 : 1);
  return {
    series: `${family}{job="netvakt", instance="${moment}"}`,
    values: `100x${before} ${gone ? 'stale stale ' : ''}300x${40 - before}`,
  };
}

function judged(expr: string, family: string, gone: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-marks-'));
  const file = join(folder, 'marks.test.yml');
  const seen = (minute: number): object[] =>
    MOMENTS.filter((moment) => Math.ceil(3 + (moment * SCRAPE) / 60) === minute).map((moment) => ({
      labels: `${family}{job="netvakt", instance="${moment}"}`,
      value: 300,
    }));
  const cases = [2, 3, 4, 5, 6].map((minute) => ({ expr, eval_time: `${minute}m7s`, exp_samples: seen(minute) }));
  const input = MOMENTS.map((moment) => series(family, moment, gone));
  const tests = [{ interval: `${SCRAPE}s`, input_series: input, promql_expr_test: cases }];
  writeFileSync(file, JSON.stringify({ rule_files: [], tests }));
  try {
    execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const { name, family } of [
  { name: 'Restarts', family: 'process_start_time_seconds' },
  { name: 'Reloads', family: 'netvakt_config_last_success_timestamp_seconds' },
])
  for (const gone of [false, true])
    testWith(
      { programs: ['promtool'] },
      `${name}: marked in one minute, whichever scrape sees it first${gone ? ', and if two saw nobody' : ''}`,
      () => {
        expect(expressionOf(name)).toContain(family);
        expect(() => {
          judged(expressionOf(name), family, gone);
        }).not.toThrow();
      },
    );
