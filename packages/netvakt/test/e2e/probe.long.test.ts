import { afterEach, expect, test } from '@jest/globals';
import { found } from '@netvakt/testing';
import { seriesOf } from '../support/metrics.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());

const MARKETS = ['se', 'lt'];
const PROTOCOLS = ['http', 'connect', 'tls'];

async function start(change: (text: string) => string = (text) => text): Promise<Running> {
  const port = await stage.web((_request, response) => response.end('ok'));
  return stage.filter(
    change(configText(port).replace('probe: { interval_seconds: 0 }', 'probe: { interval_seconds: 1 }')),
  );
}

/** A scrape in which every probe has been sent at least `times` times. */
function probed(filter: Running, times: number): Promise<string> {
  return found(
    `${times} probes of each kind`,
    async () => {
      const text = await filter.admin('/metrics');
      const sent = MARKETS.flatMap((market) =>
        PROTOCOLS.map((protocol) => seriesOf(text, 'netvakt_probe_attempts_total', { market, protocol })),
      );
      return sent.every((count) => count >= times) ? text : undefined;
    },
    () => filter.netvakt.stderr,
  );
}

const all = (text: string, name: string): number[] =>
  MARKETS.flatMap((market) => PROTOCOLS.map((protocol) => seriesOf(text, name, { market, protocol })));

test('R89: the canary is blocked in each market and with each protocol, and is in no statistics', async () => {
  const filter = await start();
  const text = await probed(filter, 2);
  expect(all(text, 'netvakt_probe_success')).toEqual([1, 1, 1, 1, 1, 1]);
  expect(all(text, 'netvakt_probe_failures_total')).toEqual([0, 0, 0, 0, 0, 0]);
  expect(Math.min(...all(text, 'netvakt_probe_requests_total'))).toBeGreaterThanOrEqual(2);
  expect(Math.min(...all(text, 'netvakt_probe_last_success_timestamp_seconds'))).toBeGreaterThan(1e9);
  for (const market of MARKETS) {
    for (const unit of ['requests', 'attempts', 'pages']) {
      expect(seriesOf(text, `netvakt_market_blocked_${unit}_total`, { market })).toBe(0);
    }
    expect(seriesOf(text, 'netvakt_requests_inspected_total', { market, protocol: 'http' })).toBe(0);
    expect(seriesOf(text, 'netvakt_requests_inspected_total', { market, protocol: 'tls' })).toBe(0);
  }
  for (const protocol of PROTOCOLS)
    expect(seriesOf(text, 'netvakt_verdicts_total', { protocol, verdict: 'block' })).toBe(0);
});

test('the canary is another after a reload, and still blocked; the lists’ own rules are as before', async () => {
  const filter = await start();
  await probed(filter, 1);
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('reloaded');
  const before = Math.max(...all(await filter.admin('/metrics'), 'netvakt_probe_attempts_total'));
  const text = await probed(filter, before + 2);
  expect(all(text, 'netvakt_probe_failures_total')).toEqual([0, 0, 0, 0, 0, 0]);
  const client = await stage.client(filter);
  expect((await client.get('http://www.blocked.test/')).status).toBe(451);
  expect(seriesOf(await filter.admin('/metrics'), 'netvakt_market_blocked_requests_total', { market: 'se' })).toBe(1);
  expect(await filter.admin('/metrics')).not.toContain('.invalid');
});

test('TLS that is ended by a reset is asked for so', async () => {
  const filter = await start((text) => text.replace('  workers: 2\n', '  workers: 1\n  tls_block: reset\n'));
  expect(all(await probed(filter, 1), 'netvakt_probe_success')).toEqual([1, 1, 1, 1, 1, 1]);
});

test('a listener that trusts loopback to bring a PROXY protocol header is brought one', async () => {
  const filter = await start((text) =>
    text.replace('listen: [{ address: 127.0.0.1, port: 0', '$&, trusted_peers: [127.0.0.0/8]'),
  );
  const text = await probed(filter, 1);
  expect(all(text, 'netvakt_probe_success')).toEqual([1, 1, 1, 1, 1, 1]);
  expect(seriesOf(text, 'netvakt_connections_rejected_total', { reason: 'proxy-header-malformed' })).toBe(0);
});

test('if every listener is transparent, nobody is asked, and the log says so with what to do', async () => {
  const filter = await start((text) => text.replace('listen: [{ address', 'listen: [{ mode: redirect, address'));
  const line = await filter.netvakt.logged('no prober runs: no listener is explicit and reached from 127.0.0.1');
  expect(line['remedy']).toContain('mode: explicit');
  expect(all(await filter.admin('/metrics'), 'netvakt_probe_attempts_total')).toEqual([0, 0, 0, 0, 0, 0]);
});
