import { afterAll, afterEach, expect, test } from '@jest/globals';
import type { AdminServer, Overview } from '@netvakt/metrics';
import { Browser, type Page } from '@netvakt/testing';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate/node';
import { OVERVIEW, serveOverview } from '../support/overview.ts';
import { testWith } from '../support/programs.ts';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
const browser = new Browser();
const servers: AdminServer[] = [];
afterEach(async () => {
  await stage.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => browser.close());

async function addressOf(overview: Overview): Promise<string> {
  const server = await serveOverview(overview);
  servers.push(server);
  return `http://127.0.0.1:${server.address.port}/-/overview`;
}

/** Everything wrong at once, and nothing on disk: the page must be readable then, too. */
const TROUBLE: Overview = {
  ...OVERVIEW,
  kept: false,
  health: { ready: [], route: ['workers-short', 'lists-expired'] },
  probes: OVERVIEW.probes.map((probe, i) => ({ ...probe, blocked: i % 5 === 0 ? false : probe.blocked })),
  lists: OVERVIEW.lists.map((list, i) => ({ ...list, failing: i % 3 === 0, expiry: i % 4 === 0 ? 1 : 0 })),
  workers: { ...OVERVIEW.workers, running: 1, restarts: 7 },
  overload: { seconds: 214, policies: ['open', 'closed'] },
  packets: {
    ...OVERVIEW.packets,
    queues: { unserved: { dead: 0.7, hung: 12.5, behind: 3 }, kernel: { waiting: 1024, full: 310, unsent: 4 } },
    conntrack: { entries: 2_097_152, limit: 2_097_152, drops: 48_213 },
  },
};

test('the page is valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:document'],
    rules: {
      'no-inline-style': 'off', // there is none; the one style element is allowed by its hash
      'long-title': 'off',
    },
  });
  for (const overview of [OVERVIEW, TROUBLE]) {
    const html = await (await fetch(await addressOf(overview))).text();
    const report = await validator.validateString(html);
    const reported = report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
    );
    expect(reported).toEqual([]);
    expect(html.length).toBeLessThan(150_000);
  }
});

interface Findings {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly incomplete: Findings['violations'];
  readonly passes: number;
}

const VIEWS = [
  [320, 'light'],
  [320, 'dark'],
  [1240, 'light'],
  [1240, 'dark'],
] as const;

interface Look {
  readonly reported: readonly string[];
  readonly wide: unknown;
  readonly passes: number;
}

/** What the checker finds on the whole page, everything unfolded. */
async function look(page: Page, address: string, width: number, scheme: 'light' | 'dark'): Promise<Look> {
  await page.view({ width, height: 900, scheme });
  await page.open(address);
  expect(page.requests.filter((url) => url !== address)).toEqual([]);
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  await page.evaluate(axe.source);
  // What is in a drawing is part of an image that has a name; its colours are compared in the metrics package.
  // Cells that a phone shows only once its table is scrolled are judged in the wide page.
  const left = width === 320 ? "[['svg *'], ['.wide tr']]" : "[['svg *']]";
  const { violations, incomplete, passes } = (await page.evaluate(
    `axe.run({ exclude: ${left} }).then(({ violations, incomplete, passes }) => ({ violations, incomplete, passes: passes.length }))`,
  )) as Findings;
  const reported = [...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  return { reported, passes, wide: await page.evaluate('document.documentElement.scrollWidth') };
}

testWith(
  ['chromium'],
  'an accessibility checker finds nothing on the operator’s page, light or dark, wide or on a phone; it asks for nothing else',
  async () => {
    const page = await browser.page();
    const findings: unknown[] = [];
    for (const [name, overview] of Object.entries({ OVERVIEW, TROUBLE })) {
      const address = await addressOf(overview);
      for (const [width, scheme] of VIEWS) {
        const { reported, wide, passes } = await look(page, address, width, scheme);
        if (reported.length > 0 || wide !== width || passes < 15)
          findings.push({ name, width, scheme, reported, wide });
      }
    }
    expect(findings).toEqual([]);
  },
);

testWith(
  ['chromium'],
  'the page of a running filter shows its markets and lists, and nothing of what was asked for',
  async () => {
    const filter = await stage.filter(configText(9));
    const client = await stage.client(filter, '127.0.1.1');
    const { status } = await client.get(
      'http://www.blocked.test/secret-path?secret=query',
      'User-Agent: secret-agent\r\n',
    );
    expect(status).toBe(451);
    const page = await browser.page();
    await page.view({ width: 1240, height: 900 });
    await page.open(`http://127.0.0.1:${filter.adminPort}/`);
    expect(await page.evaluate("document.querySelector('.state').textContent")).toBe('Filtering');
    const markets = await page.evaluate("[...document.querySelectorAll('.small h3')].map((one) => one.textContent)");
    expect(markets).toEqual(['se', 'lt']);
    // The style was let through by its hash: without it, a browser's page has a margin of eight pixels.
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    const html = String(await page.evaluate('document.documentElement.outerHTML'));
    expect(html).toContain('urls');
    expect(html).not.toMatch(/blocked\.test|secret|127\.0\.1\.1/);
  },
);
