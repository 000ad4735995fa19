import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());

const PAGES = 'netvakt_market_blocked_requests_total{market="se"}';
/** Statistics advance once an hour: what is counted shows when the process ends, and not before. */
const HOURLY = configText(9).replace('interval_seconds: 0 }\nprobe', 'interval_seconds: 3600 }\nprobe');

/** Scrapes as Prometheus does; the text, or nothing once nobody listens. */
async function scrape(port: number): Promise<string | undefined> {
  const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '10' };
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers }).catch(() => undefined);
  return await response?.text().catch(() => undefined);
}

const blockedIn = (text = ''): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(PAGES))
      ?.split(' ')[1] ?? 0,
  );

test('what was counted last is scraped before the process ends', async () => {
  const filter = await stage.filter(HOURLY);
  expect(blockedIn(await scrape(filter.adminPort))).toBe(0);
  await scrape(filter.adminPort);
  const client = await stage.client(filter);
  expect((await client.get('http://blocked.test/')).status).toBe(451);
  filter.netvakt.signal('SIGTERM');
  let last = 0;
  await until('the last figures', async () => {
    last = blockedIn(await scrape(filter.adminPort));
    return last > 0;
  });
  expect(last).toBe(1);
  expect(await filter.netvakt.exited).toBe(0);
  expect(await scrape(filter.adminPort)).toBeUndefined();
});

test('who does not scrape regularly is not waited for, and a second signal ends at once', async () => {
  const idle = await stage.filter(HOURLY);
  await idle.admin('/metrics');
  await idle.admin('/metrics');
  idle.netvakt.signal('SIGTERM');
  expect(await idle.netvakt.exited).toBe(0);
  const scraped = await stage.filter(HOURLY);
  await scrape(scraped.adminPort);
  await scrape(scraped.adminPort);
  scraped.netvakt.signal('SIGTERM');
  await scraped.netvakt.logged('draining');
  scraped.netvakt.signal('SIGTERM');
  expect(await scraped.netvakt.exited).toBe(1);
});
