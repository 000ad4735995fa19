import { afterAll, afterEach, expect } from '@jest/globals';
import { Browser } from '@netvakt/testing';
import { seriesOf } from '../support/metrics.ts';
import { testWith } from '../support/programs.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const stage = new Stage();
const browser = new Browser();
afterEach(() => stage.close());
afterAll(() => browser.close());

/** The document that Chromium made of `url`, asked for through the filter. */
async function look(filter: Running, url: string): Promise<unknown> {
  const page = await browser.page({ proxyPort: filter.proxyPort });
  await page.open(url);
  return page.evaluate('document.documentElement.outerHTML');
}

const PAGE = '<title>free page</title><p>text of the page</p><img src="http://blocked.test/pixel.png" alt="">';

testWith(['chromium'], 'Chromium shows the block page of what is blocked, and other pages as they are', async () => {
  const port = await stage.web((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
  );
  const filter = await stage.filter(configText(port));
  const blocked = await look(filter, 'http://www.blocked.test/any');
  expect(blocked).toContain('<title>This page is blocked</title>');
  expect(blocked).toContain('https://help.example/');
  expect(await look(filter, 'http://mixed.test/free')).toContain('text of the page');
  expect(await look(filter, 'http://mixed.test/blocked/page')).toContain('This page is blocked');
  const metrics = await filter.admin('/metrics');
  const domains = { market: 'se', list: 'domains', protocol: 'http' };
  // The page that was blocked, and the image inside the free page, which is a request but not a page.
  expect(seriesOf(metrics, 'netvakt_blocked_requests_total', domains)).toBeGreaterThanOrEqual(2);
  expect(seriesOf(metrics, 'netvakt_blocked_requests_total', { ...domains, list: 'urls' })).toBeGreaterThanOrEqual(1);
});
