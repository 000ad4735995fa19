import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect } from '@jest/globals';
import { found } from '@netvakt/testing';
import { folderWith } from '../support/process.ts';
import { Programs, testWith } from '../support/programs.ts';
import { queryPrometheus, scrapeOf, startPrometheus } from '../support/prometheus.ts';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
const programs = new Programs();
afterEach(async () => {
  await stage.close();
  await programs.close();
});

testWith(
  ['prometheus', 'curl'],
  'a real Prometheus scrapes, and its query gives the blocked requests of each market',
  async () => {
    const filter = await stage.filter(configText(await stage.web((_request, response) => response.end('ok'))));
    const folder = await folderWith({ 'prometheus.yml': scrapeOf(filter.adminPort) });
    const { port, output } = await startPrometheus(programs, folder);
    const curl = promisify(execFile);
    for (const from of ['127.0.0.1', '127.0.0.1', '127.0.1.1']) {
      await curl('curl', [
        '-s',
        '--interface',
        from,
        '-x',
        `http://127.0.0.1:${filter.proxyPort}`,
        'http://blocked.test/',
      ]);
    }
    const query = 'sum by (market) (netvakt_blocked_requests_total{list="domains"}) > 0';
    const markets = await found(
      'both markets',
      async () => {
        const result = await queryPrometheus(port, query);
        return result?.length === 2 ? result : undefined;
      },
      output,
    );
    expect(Object.fromEntries(markets.map(({ metric, value }) => [metric['market'], value[1]]))).toEqual({
      se: '2',
      lt: '1',
    });
  },
);

testWith(['promtool'], 'promtool finds nothing to say about the exposition', async () => {
  const filter = await stage.filter(configText(await stage.web((_request, response) => response.end('ok'))));
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: await filter.admin('/metrics'),
    encoding: 'utf8',
  });
  // The runtime's own metrics break the rules in their own way; ours do not.
  const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('netvakt_'));
  expect([status === 0 || status === 3, ours]).toEqual([true, []]);
});
