import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EditionPayload, INDICATOR_GROUPS, INDICATORS } from '@netvakt/coalition';
import { makeCoalition, SMALL_COALITION } from '@netvakt/fixtures/coalition';
import { Browser, type Page } from '@netvakt/testing';
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate/node';
import { runCommand } from '../../support/captured.ts';
import { testWith } from '../../support/programs.ts';

const SURVEY = fileURLToPath(new URL('../../../../../fixtures/coalition/survey-sample.csv', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'netvakt-page-look-'));
const out = join(root, 'out');
const browser = new Browser();

/** What is left of an edition looks like the rest, and is looked at in a third of the time. */
function oneOfEachGroup(edition: EditionPayload): EditionPayload {
  const kept = new Set(INDICATOR_GROUPS.map((group) => INDICATORS.find((one) => one.group === group)?.id));
  return {
    ...edition,
    indicators: edition.indicators.filter(({ id }) => kept.has(id)),
    figures: edition.figures.filter(({ indicator }) => kept.has(indicator)),
  };
}

beforeAll(async () => {
  const { home } = await makeCoalition(root, { ...SMALL_COALITION, quarters: 3, change: oneOfEachGroup });
  const { code, stderr } = await runCommand(['coalition', 'page', '--home', home, '--out', out, '--survey', SURVEY]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => {
  await browser.close();
  rmSync(root, { recursive: true });
});

test('every page is valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:document'],
    rules: { 'long-title': 'off' },
  });
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    // Two alphabets; what differs in the others is text.
    if (!['public/kk.html', 'public/en.html', 'members/en.html'].includes(path)) continue;
    const { results } = await validator.validateString(readFileSync(join(out, path), 'utf8'));
    const found = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
    );
    expect([path, found]).toEqual([path, []]);
  }
});

interface Findings {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly incomplete: Findings['violations'];
  readonly passes: number;
}

const VIEWS = [
  ['public/en.html', 1240, 'light'],
  ['public/kk.html', 320, 'dark'],
  ['members/de.html', 1240, 'dark'],
  ['members/de.html', 320, 'light'],
] as const;

/** What the checker finds on the whole page, everything unfolded; and how wide the page is. */
async function look(tab: Page, path: string, width: number, scheme: 'light' | 'dark'): Promise<readonly unknown[]> {
  await tab.view({ width, height: 900, scheme });
  await tab.open(`file://${path}`);
  await tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  await tab.evaluate(axe.source);
  // What is in a drawing is part of an image that has a name. Cells that are scrolled out of sight are judged in the wide page.
  const left =
    width === 320
      ? "[['svg *'], ['.wide tr']]"
      : "[['svg *'], ['.wide tr:nth-child(n+4)'], ['.wide tr > :nth-child(n+5)']]";
  const { violations, incomplete, passes } = (await tab.evaluate(
    `axe.run({ exclude: ${left} }).then(({ violations, incomplete, passes }) => ({ violations, incomplete, passes: passes.length }))`,
  )) as Findings;
  const reported = [...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  const wide = await tab.evaluate('document.documentElement.scrollWidth');
  const asked = tab.requests.length;
  return reported.length > 0 || wide !== width || passes < 15 || asked !== 1
    ? [{ path, width, scheme, reported, wide, passes, asked }]
    : [];
}

testWith(
  ['chromium'],
  'an accessibility checker finds nothing on the pages, light or dark, wide or on a phone; they ask for nothing else',
  async () => {
    const tab = await browser.page();
    const findings: unknown[] = [];
    for (const [name, width, scheme] of VIEWS) findings.push(...(await look(tab, join(out, name), width, scheme)));
    expect(findings).toEqual([]);
  },
);

testWith(['chromium'], 'every page of every language fits a phone, and its style takes effect', async () => {
  const tab = await browser.page();
  await tab.view({ width: 320, height: 900 });
  const found: unknown[] = [];
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\/[a-z]{2}\.html$/u.test(one),
  )) {
    await tab.open(`file://${join(out, path)}`);
    const [width, margin] = (await tab.evaluate(
      '[document.documentElement.scrollWidth, getComputedStyle(document.body).margin]',
    )) as unknown[];
    if (width !== 320 || margin !== '0px') found.push([path, width, margin]);
  }
  expect(found).toEqual([]);
});

testWith(['chromium'], 'in print, every table is whole and nothing is dark', async () => {
  const tab = await browser.page();
  await tab.view({ width: 720, height: 1000, scheme: 'dark', media: 'print' });
  await tab.open(`file://${join(out, 'public/en.html')}`);
  const cut = "[...document.querySelectorAll('.wide')].filter((one) => one.scrollHeight > one.clientHeight + 1).length";
  expect(await tab.evaluate(cut)).toBe(0);
  expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await tab.evaluate("getComputedStyle(document.querySelector('nav')).display")).toBe('none');
});
