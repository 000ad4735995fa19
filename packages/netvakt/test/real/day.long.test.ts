import { readFileSync } from 'node:fs';
import { afterEach, expect } from '@jest/globals';
import { found } from '@netvakt/testing';
import { parse } from 'yaml';
import { dayScript } from '../../src/demo/day/script.ts';
import { freePort } from '../support/ports.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { queryPrometheus, scrapeOf, startPrometheus } from '../support/prometheus.ts';

const programs = new Programs();
let netvakt: Netvakt | undefined;
afterEach(async () => {
  await netvakt?.kill();
  await programs.close();
});

/** The expression of an alert of the rules. */
function alertOf(name: string): string {
  const file = new URL('../../../../deploy/prometheus/rules/traffic.yml', import.meta.url);
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] };
  return groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === name)?.expr ?? '';
}

testWith(
  ['prometheus'],
  'a real Prometheus shows the day as the script has it, and no statistics that are stuck',
  async () => {
    const admin = await freePort();
    const folder = await folderWith({ 'prometheus.yml': scrapeOf(admin) });
    const { port, output } = await startPrometheus(programs, folder);
    netvakt = new Netvakt([
      'demo',
      'day',
      '--scale',
      '0.01',
      '--seed',
      '5',
      '--admin-port',
      String(admin),
      '--keep-open',
    ]);
    const { counts } = dayScript(5, 0.01);
    const want = [...counts]
      .filter(([place]) => !place.includes('/'))
      .flatMap(([market, figures]) =>
        ['requests', 'attempts', 'pages'].map((unit, i) => `${market} ${unit} ${figures[i]}`),
      );
    const shown = await found(
      'the day of the script',
      async () => {
        const result = await queryPrometheus(port, '{__name__=~"netvakt_market_blocked_.+_total"}');
        const rows = (result ?? []).map(({ metric, value }) => {
          const unit = /blocked_(\w+)_total/.exec(metric['__name__'] ?? '')?.[1];
          return `${metric['market']} ${unit} ${value[1]}`;
        });
        return want.every((row) => rows.includes(row)) ? rows : undefined;
      },
      output,
    );
    expect(shown.toSorted()).toEqual(want.toSorted());
    expect(await queryPrometheus(port, alertOf('NetvaktStatisticsStuck'))).toEqual([]);
  },
);
