import { afterAll, afterEach, expect } from '@jest/globals';
import { Browser, found } from '@netvakt/testing';
import { seriesOf } from '../support/metrics.ts';
import { testWith } from '../support/programs.ts';
import { configText, LISTS, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
const browsers = {
  asAlways: new Browser(),
  httpsFirst: new Browser(['--disable-features=HttpsFirstBalancedModeAutoEnable', '--enable-features=HttpsUpgrades']),
};
afterEach(() => stage.close());
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
});

// Chromium tries HTTPS first for names below a registry only. RFC 2606 §3 keeps this one; put together, as the check of names wants.
const REGISTRABLE = ['example', 'org'].join('.');

/** A free page with 30 pictures on a listed host, and one that a browser may fetch ahead. */
const PICTURES = Array.from({ length: 30 }, (_, i) => `<img src="http://blocked.test/${i}.png" alt="">`).join('');
const AHEAD = '<link rel="prefetch" href="http://other.test/next">';

async function start(): Promise<Running> {
  const port = await stage.web((request, response) => {
    const body =
      request.url?.includes('ahead') === true ? AHEAD : request.url?.includes('pictures') === true ? PICTURES : 'free';
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>free</title>${body}`);
  });
  return stage.filter(configText(port), { ...LISTS, 'domains.txt': `${LISTS['domains.txt']}${REGISTRABLE}\n` });
}

/** `[requests, attempts, pages]`, once there are at least so many requests. */
function units(filter: Running, atLeast: number): Promise<readonly number[]> {
  let seen: number[] = [];
  return found(
    'so many requests',
    async () => {
      const text = await filter.admin('/metrics');
      seen = ['requests', 'attempts', 'pages'].map((unit) =>
        seriesOf(text, `netvakt_market_blocked_${unit}_total`, { market: 'se' }),
      );
      return (seen[0] ?? 0) >= atLeast ? seen : undefined;
    },
    () => `${seen.join(', ')} of ${atLeast}`,
  );
}

testWith(
  ['chromium'],
  'a navigation of a real Chromium, its favicon and a reload within the window are 1 page',
  async () => {
    const filter = await start();
    const page = await browsers.asAlways.page({ proxyPort: filter.proxyPort });
    await page.open('http://blocked.test/');
    await page.open('http://blocked.test/');
    const [requests = 0, attempts, pages] = await units(filter, 2);
    expect([requests >= 2, attempts, pages]).toEqual([true, 1, 1]);
  },
);

testWith(
  ['chromium'],
  '30 pictures on a listed host within a free page are 30 requests, 1 attempt, no page; the page behind them is 1',
  async () => {
    const filter = await start();
    const page = await browsers.asAlways.page({ proxyPort: filter.proxyPort });
    await page.open('http://mixed.test/pictures');
    expect(await units(filter, 30)).toEqual([30, 1, 0]);
    await page.open('http://blocked.test/');
    const [requests = 0, attempts, pages] = await units(filter, 31);
    expect([requests >= 31, attempts, pages]).toEqual([true, 1, 1]);
  },
);

testWith(['chromium'], 'what a real Chromium fetches ahead is a request and nothing more', async () => {
  const filter = await start();
  const page = await browsers.asAlways.page({ proxyPort: filter.proxyPort });
  await page.open('http://mixed.test/ahead');
  const [requests, attempts, pages] = await units(filter, 1);
  expect([requests, attempts, pages]).toEqual([1, 0, 0]);
});

testWith(['chromium'], 'a real Chromium that tries HTTPS first is refused and falls back: 1 page', async () => {
  const filter = await start();
  const page = await browsers.httpsFirst.page({ proxyPort: filter.proxyPort });
  await page.open(`http://www.${REGISTRABLE}/`);
  const [requests = 0, attempts, pages] = await units(filter, 2);
  const text = await filter.admin('/metrics');
  expect(seriesOf(text, 'netvakt_verdicts_total', { protocol: 'connect', verdict: 'block' })).toBeGreaterThanOrEqual(1);
  expect([requests >= 2, attempts, pages]).toEqual([true, 1, 1]);
});
