import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, jest } from '@jest/globals';
import { found } from '@netvakt/testing';
import { dayQuery } from '../../../../tools/dashboards/days.ts';
import { monthQuery } from '../../../../tools/dashboards/tables.ts';
import { countDays, holdClock } from '../support/counted-days.ts';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { queryPrometheus, startPrometheus } from '../support/prometheus.ts';

const programs = new Programs();
afterEach(async () => {
  jest.useRealTimers();
  await programs.close();
});

const SERIES = 'netvakt_market_day_blocked_requests';

/** The exposition of `netvakt_market_day_blocked_requests` over time, of one node, and what was counted by the clock on the wall. */
function node(
  instance: string,
  zone: string,
  day: string,
): { readonly lines: string[]; readonly want: Map<string, number> } {
  const series = new Map<string, string[]>();
  const { want } = countDays(zone, day, (days, at) => {
    for (const { market, day: date, unit, count } of days) {
      if (market !== 'se' || unit !== 'requests') continue;
      const name = `${SERIES}{job="netvakt",instance="${instance}",market="se",day="${date}"}`;
      series.set(name, [...(series.get(name) ?? []), `${name} ${count} ${at.toFixed(3)}`]);
    }
  });
  return { lines: [...series.values()].flat(), want };
}

testWith(
  ['prometheus', 'promtool'],
  'a real Prometheus gives each local day its own figure, over two nodes, on days of 23 and 25 hours',
  async () => {
    for (const day of ['2026-03-29', '2026-10-25']) {
      holdClock();
      const nodes = ['a:9464', 'b:9464'].map((instance) => node(instance, 'Europe/Stockholm', day));
      jest.useRealTimers();
      const shown = await asked(
        nodes.flatMap(({ lines }) => lines),
        day,
      );
      const [a, b] = nodes.map(({ want }) => want);
      expect(shown).toEqual([...(a ?? [])].map(([date, count]) => `${date} ${count + (b?.get(date) ?? 0)}`));
    }
  },
);

testWith(
  ['prometheus', 'promtool'],
  'a real Prometheus adds local days up to local months, over two nodes',
  async () => {
    const figures = [
      ['a:9464', '2026-05-30', [3, 70]],
      ['a:9464', '2026-05-31', [0, 5]],
      ['b:9464', '2026-05-31', [1, 1]],
      ['b:9464', '2026-06-01', [0, 40]],
    ] as const;
    const lines = figures.flatMap(([instance, day, counts]) => {
      const name = `${SERIES}{job="netvakt",instance="${instance}",market="se",day="${day}"}`;
      return counts.map((count, i) => `${name} ${count} ${Date.parse(day) / 1000 + (i + 1) * 36_000}`);
    });
    const query = monthQuery(`${SERIES}{job="netvakt"}`).replace('$__range', '31d');
    expect(await asked(lines, '2026-05-31', { query, label: 'month' })).toEqual(['2026-05 76', '2026-06 40']);
  },
);

/** The result of a dashboard's query for these samples, two days after `day`: by default that of days. */
async function asked(
  lines: readonly string[],
  day: string,
  { query, label } = { query: dayQuery(`${SERIES}{job="netvakt"}`, 'market'), label: 'day' },
): Promise<readonly string[]> {
  const text = [`# TYPE ${SERIES} gauge`, ...lines, '# EOF', ''].join('\n');
  const folder = await folderWith({ 'samples.txt': text, 'prometheus.yml': 'global: {}\n' });
  const [samples, data] = [join(folder, 'samples.txt'), join(folder, 'data')];
  const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', samples, data], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const { port, output } = await startPrometheus(programs, folder, ['--storage.tsdb.retention.time=50y']);
  return found(
    'figures of days',
    async () => {
      const result = await queryPrometheus(port, query, Date.parse(day) / 1000 + 2 * 86_400);
      const rows = (result ?? []).map(({ metric, value }) => `${metric[label]} ${value[1]}`);
      return rows.length === 0 ? undefined : rows.toSorted();
    },
    output,
  );
}
