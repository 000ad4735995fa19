/** The built web site, as its readers see it: a real browser opens it from a web server with the site's own policy. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Browser, LONG_TEST, type Page, until } from '@netvakt/testing';
import { repositoryFiles } from '../../check/files.ts';
import { run } from '../../release/run.ts';
import { builtPages, deadLinks } from '../../site/dead.ts';
import { sitePathOf } from '../../site/links.ts';
import { serveSite } from '../../site/serve.ts';
import { testWith } from '../support/missing.ts';

const COMMAND = fileURLToPath(new URL('../../docs-site.ts', import.meta.url));
const BASE = '/netvakt/';
const REPOSITORY = 'https://git.example/netvakt';
const NEEDS = { programs: ['chromium'] };

const folder = mkdtempSync(join(tmpdir(), 'netvakt-site-'));
const browser = new Browser();
let server: Server | undefined;
let origin = '';

beforeAll(async () => {
  run(process.execPath, [COMMAND, '--out', folder, '--base', BASE, '--repository', REPOSITORY], {});
  server = await serveSite(folder, BASE, 0);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, LONG_TEST);

afterAll(async () => {
  await browser.close();
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page of the site at a width; resolves when its scripts run. */
async function opened(path: string, width: number, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.page();
  await page.view({ width, height: 800, scheme });
  await page.open(`${origin}${BASE}${path}`);
  await until(
    'the scripts of the page',
    async () => (await page.evaluate("'__vue_app__' in document.querySelector('#app')")) === true,
  );
  return page;
}

/** What a page loaded from elsewhere, and what went wrong in it. */
function faultsOf(page: Page): string[] {
  return [
    ...page.requests.filter((url) => !url.startsWith(`${origin}${BASE}`) && !url.startsWith('data:')),
    ...page.errors,
  ];
}

/** The pages that the search lists, in the order of its results. */
async function found(page: Page): Promise<string[]> {
  const links = "[...document.querySelectorAll('.VPLocalSearchBox .results a')].map((a) => a.pathname).join(' ')";
  return String(await page.evaluate(links))
    .split(' ')
    .filter((path) => path.endsWith('.html'));
}

/** True if the page at a path of the web server has the word. */
function has(path: string, word: string): boolean {
  return readFileSync(join(folder, path.slice(BASE.length)), 'utf8').includes(word);
}

testWith(NEEDS, 'every page of docs/ is in it, and the interfaces of the packages', () => {
  const pages = new Set(builtPages(folder));
  const sources = repositoryFiles('docs/*.md');
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((source) => !pages.has(sitePathOf(source).replace(/md$/u, 'html')))).toEqual([]);
  expect([...pages]).toEqual(expect.arrayContaining(['api/matcher.html', 'api/selftest/command.html', '404.html']));
});

testWith(NEEDS, 'no link and no anchor is dead, and links to the source lead to the repository', () => {
  expect(deadLinks(folder, BASE)).toEqual([]);
  const memory = readFileSync(join(folder, 'memory.html'), 'utf8');
  expect(memory).toContain(`href="${REPOSITORY}/blob/main/packages/matcher/src/snapshot/layout.ts"`);
  expect(memory).toContain(`href="${REPOSITORY}/edit/main/docs/memory.md"`);
  expect(readFileSync(join(folder, 'config.html'), 'utf8')).not.toContain('/edit/main/');
  expect(existsSync(join(folder, 'config.schema.json'))).toBe(true);
});

testWith(NEEDS, 'no page has a script of its own: a policy without exceptions for scripts holds', () => {
  const scripts = builtPages(folder).filter((path) =>
    /<script(?![^>]*\bsrc=)/u.test(readFileSync(join(folder, path), 'utf8')),
  );
  expect(scripts).toEqual([]);
});

testWith(NEEDS, 'pages fit a phone and a wide screen, load nothing from elsewhere and report no error', async () => {
  for (const [width, scheme] of [
    [390, 'light'],
    [390, 'dark'],
    [1440, 'dark'],
  ] as const) {
    for (const path of ['', 'readme.html', 'tutorial/inline.html', 'config.html', 'metrics.html', 'api/matcher.html']) {
      const page = await opened(path, width, scheme);
      expect({ path, width: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({ path, width });
      expect({ path, dark: await page.evaluate("document.documentElement.classList.contains('dark')") }).toEqual({
        path,
        dark: scheme === 'dark',
      });
      expect(faultsOf(page)).toEqual([]);
    }
  }
});

testWith(NEEDS, 'search finds a word of the guides, an alert, a key and a name of a package', async () => {
  const page = await opened('', 1440);
  await page.evaluate("document.querySelector('.VPNavBarSearch button').click()");
  await until(
    'the field',
    async () => (await page.evaluate("document.querySelector('.search-input') !== null")) === true,
  );
  for (const word of ['TPROXY', 'shadow', 'NetvaktQueueUnserved', 'tls_block', 'canonicalJson']) {
    await page.evaluate(`{
      const field = document.querySelector('.search-input');
      field.value = ${JSON.stringify(word)};
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }`);
    await until(`a page with ${word} among the results`, async () =>
      (await found(page)).some((path) => has(path, word)),
    );
  }
  expect(faultsOf(page)).toEqual([]);
});

testWith(NEEDS, 'what the keyboard is on has an outline', async () => {
  const page = await opened('config.html', 1440);
  const outlines =
    await page.evaluate(`['.VPNavBarTitle a', '.VPSidebar a', '.vp-doc a[href]', '.VPNavBarSearch button'].map((where) => {
    const element = document.querySelector(where);
    element.focus({ focusVisible: true });
    return document.activeElement === element && getComputedStyle(element).outlineStyle !== 'none';
  })`);
  expect(outlines).toEqual([true, true, true, true]);
});

testWith(NEEDS, 'a page that is not there says so, with a way back', async () => {
  const response = await fetch(`${origin}${BASE}gone.html`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  await response.body?.cancel();
  const page = await opened('gone.html', 390);
  await until('the page', async () => String(await page.evaluate('document.body.innerText')).includes('404'));
  expect(await page.evaluate(`document.querySelector('.NotFound a').getAttribute('href')`)).toBe(BASE);
});
