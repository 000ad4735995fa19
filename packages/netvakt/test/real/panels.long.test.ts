/** Every panel and every ready query, asked of two days of a healthy fleet by Prometheus' own engine. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { makeMonth } from '../../src/demo/month/month.ts';
import { CONFIG_TEXT } from '../../src/demo/month/places.ts';
import { promtoolTestOf } from '../../src/demo/month/promtool.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** A Monday, so that the second day is a working day. */
const START = Date.UTC(2026, 0, 5) / 1000;
const NOW = '47h';
/** Added by the run time. */
const ADDED = ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes', 'process_cpu_seconds_total'];

/** A family that needs mode packet, which the month's fleet has not. */
const NEEDS_MORE = /netvakt_packet_queue_drops_total/u;

/** Figures by local day, which a fleet with a store of totals exports. Within two days, of two months. */
const OF_DAYS = ['2026-01-31', '2026-02-01'].flatMap((day) => [
  `netvakt_market_day_blocked_pages{market="se",day="${day}"}`,
  `netvakt_market_day_blocked_attempts{market="se",day="${day}"}`,
  `netvakt_market_day_blocked_requests{market="se",day="${day}"}`,
  `netvakt_market_day_covered_seconds{market="se",day="${day}"}`,
  `netvakt_day_blocked_attempts{market="se",list="se",day="${day}"}`,
]);

/** What is asked, and by what it is known. */
interface PanelQuery {
  readonly title: string;
  /** One of them has to give data. */
  readonly queries: readonly string[];
}

/** As Grafana fills it in. Samples are five minutes apart, so a mean over five minutes needs a longer range. */
function filled(query: string): string {
  return query
    .replaceAll('$job', 'netvakt')
    .replaceAll('$__range', '1d')
    .replaceAll(/\$(?:market|list|instance)\b/gu, '.+')
    .replaceAll('[5m]', '[15m]')
    .replaceAll(/\s+/gu, ' ');
}

/** For each of `asked`, whether there is data: the result of promtool for a test that expects it. */
async function lacking(asked: readonly PanelQuery[]): Promise<readonly string[]> {
  const rules = readFileSync(join(ROOT, 'deploy/prometheus/rules/recording.yml'), 'utf8').replaceAll('[5m]', '[15m]');
  const folder = await folderWith({ 'recording.yml': rules });
  const file = join(folder, 'panels.test.yml');
  const config = checkConfig(CONFIG_TEXT, '/etc/netvakt/netvakt.yaml');
  const { recording } = makeMonth({ config, seed: 1, days: 2, start: START, isWanted: () => true });
  for (const name of [...ADDED, ...OF_DAYS])
    for (let step = 0; step < recording.steps; step += 1) recording.note(step, 'filter-1:9464', name, step);
  await writeFile(
    file,
    [...promtoolTestOf(recording, [], [{ path: join(folder, 'recording.yml'), text: rules }])].join(''),
  );
  const cases = asked.map(({ queries }) => {
    const expr = queries.map((query) => `count(${filled(query)})`).join(' or ');
    return `      - { expr: ${JSON.stringify(`clamp_max(${expr}, 1)`)}, eval_time: ${NOW}, exp_samples: [{ labels: '{}', value: 1 }] }\n`;
  });
  await appendFile(file, cases.join(''));
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  const failed = [...(stdout + stderr).matchAll(/expr: (".*"), time: /gu)].map(
    ([, expr]) => JSON.parse(expr ?? '""') as string,
  );
  const unread = /error|invalid/iu.test(stdout + stderr) ? [(stdout + stderr).slice(0, 2000)] : [];
  const titles = failed.map((expr) => asked.find((_, i) => cases[i]?.includes(JSON.stringify(expr)))?.title ?? expr);
  return [...unread, ...titles];
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

testWith(['promtool'], 'every panel of every dashboard and every ready query has data of a healthy fleet', async () => {
  const folder = join(ROOT, 'deploy/grafana');
  const panels = readdirSync(folder).flatMap((name): PanelQuery[] => {
    const board = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly panels: readonly Panel[] };
    return board.panels
      .flatMap(({ title, type, targets = [] }): PanelQuery[] => {
        const queries = targets.map(({ expr }) => expr);
        // One line of a graph is enough: a healthy fleet does not have the others, which are faults. A table needs every column.
        return (type === 'table' ? queries.map((query) => [query]) : [queries]).map((some) => ({
          title: `${name}: ${title}`,
          queries: some,
        }));
      })
      .filter(({ queries }) => queries.some((query) => !NEEDS_MORE.test(query)));
  });
  const page = readFileSync(join(ROOT, 'docs/operating/queries.md'), 'utf8');
  const ready = [...page.matchAll(/```promql\n(?<query>[^`]+)```/gu)].map(({ groups }): PanelQuery => {
    const query = groups?.['query'] ?? '';
    return { title: `queries.md: ${query}`, queries: [query] };
  });
  expect([panels.length > 50, ready.length > 15]).toEqual([true, true]);
  expect(await lacking([...panels, ...ready])).toEqual([]);
});
