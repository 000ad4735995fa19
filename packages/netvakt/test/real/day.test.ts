import { join } from 'node:path';
import { afterEach, expect } from '@jest/globals';
import { found } from '@netvakt/testing';
import { dayScript } from '../../src/demo/day/script.ts';
import { freePort } from '../support/ports.ts';
import { folderWith, Netvakt } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';

const programs = new Programs();
let netvakt: Netvakt | undefined;
afterEach(async () => {
  await netvakt?.kill();
  await programs.close();
});

interface Answer {
  readonly data?: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
}

testWith(['prometheus'], 'a real Prometheus shows the day as the script has it', async () => {
  const [admin, port] = [await freePort(), await freePort()];
  const folder = await folderWith({
    'prometheus.yml': `scrape_configs: [{ job_name: netvakt, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{ targets: ['127.0.0.1:${admin}'] }] }]\n`,
  });
  const { output } = programs.start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
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
  const query = encodeURIComponent('{__name__=~"netvakt_market_blocked_.+_total"}');
  const shown = await found(
    'the day of the script',
    async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`).catch(() => undefined);
      const { data } = ((await response?.json().catch(() => undefined)) ?? {}) as Answer;
      const rows = (data?.result ?? []).map(({ metric, value }) => {
        const unit = /blocked_(\w+)_total/.exec(metric['__name__'] ?? '')?.[1];
        return `${metric['market']} ${unit} ${value[1]}`;
      });
      return want.every((row) => rows.includes(row)) ? rows : undefined;
    },
    output,
  );
  expect(shown.toSorted()).toEqual(want.toSorted());
});
