import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from '@jest/globals';
import { Browser } from '@netvakt/testing';
import axe from 'axe-core';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { testWith } from '../support/programs.ts';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
const browser = new Browser();
afterEach(() => stage.close());
afterAll(() => browser.close());

/** The day of a reference, in UTC. */
const day = (): string => new Date().toISOString().slice(0, 10).replaceAll('-', '');

testWith(
  ['chromium'],
  'Chromium shows the page in the reader’s language, with its style, and asks nobody for anything else',
  async () => {
    const filter = await stage.filter(configText(9));
    for (const [languages, lang, title] of [
      ['sv-SE,sv,en', 'sv', 'Sidan är blockerad'],
      ['et-EE', 'et', 'See leht on blokeeritud'],
      ['kk-KZ,ru', 'kk', 'Бұл бет бұғатталған'],
      ['is,fo', 'en', 'This page is blocked'],
    ] as const) {
      const page = await browser.page({ languages, proxyPort: filter.proxyPort });
      const before = day();
      await page.open('http://www.blocked.test/secret-path?secret=query');
      expect(await page.evaluate('[document.documentElement.lang, document.title]')).toEqual([lang, title]);
      // The style was let through by its hash: without it, a browser's page has a margin of eight pixels.
      expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
      expect(page.requests).toEqual(['http://www.blocked.test/secret-path?secret=query']);
      expect(await page.evaluate('document.documentElement.outerHTML')).not.toMatch(/blocked\.test|secret/);
      const reference = await page.evaluate("document.querySelector('code').textContent");
      expect(reference).toMatch(new RegExp(`^SE-(?:${before}|${day()})-`, 'u'));
    }
  },
);

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

testWith(
  ['chromium'],
  'an accessibility checker finds nothing on any page, light or dark, and no page is wider than a small phone',
  async () => {
    const out = await folderWith({});
    const { stdout } = await runCommand(['blockpage', 'preview', '--out', out, '--json']);
    const { answers } = JSON.parse(stdout) as { answers: { body?: string }[] };
    const page = await browser.page();
    const findings: unknown[] = [];
    for (const { body } of answers) {
      if (body === undefined) continue;
      for (const scheme of ['light', 'dark'] as const) {
        await page.view({ width: 320, height: 800, scheme });
        await page.open(`file://${join(out, body)}`);
        await page.evaluate(axe.source);
        const found = (await page.evaluate(
          'axe.run().then(({ violations, incomplete, passes }) => ({ violations, incomplete, passes: passes.length }))',
        )) as { violations: Finding[]; incomplete: Finding[]; passes: number };
        const reported = [...found.violations, ...found.incomplete].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        if (reported.length > 0 || width !== 320 || found.passes < 20) findings.push({ body, scheme, reported, width });
      }
    }
    expect(findings).toEqual([]);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('<title>Block pages</title>');
  },
);
