/** What no page may show: a member's own figure, a name that the policy does not have, a text that a browser would run. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeCoalition, SMALL_COALITION } from '@netvakt/fixtures/coalition';
import { Browser } from '@netvakt/testing';
import { HtmlValidate } from 'html-validate/node';
import { showsFigure } from '../../../src/demo/coalition/leaks.ts';
import { runCommand } from '../../support/captured.ts';
import { testWith } from '../../support/programs.ts';
import { CommandedQuarter, MEMBERS, QUARTER } from '../quarter.ts';

const root = mkdtempSync(join(tmpdir(), 'netvakt-page-canary-'));
const browser = new Browser();
afterAll(async () => {
  await browser.close();
  rmSync(root, { recursive: true });
});

/** Each far from all others, from their mean, and from any other number of a page. */
const PAGES = [71_201, 81_202, 91_203, 61_204, 51_206];

function filesBelow(folder: string): { path: string; text: string }[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return files.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

test('a quarter of five operators: no file shows a figure of one of them, and pages call nobody by name', async () => {
  const quarter = new CommandedQuarter(join(root, 'quarter'));
  await quarter.join();
  const out = join(root, 'pages');
  await quarter.expectDone('north', 'record');
  expect(await quarter.expectDone('ash', 'page', '--out', out, '--language', 'en')).toContain('no edition yet');
  expect(readFileSync(join(out, 'public/index.html'), 'utf8')).toContain('Nothing has been published yet.');

  for (const [i, member] of MEMBERS.entries()) {
    await quarter.expectDone(member, 'submit', quarter.report(member, PAGES[i] as number));
  }
  await quarter.round();
  await quarter.expectDone('north', 'record');
  for (const member of MEMBERS) await quarter.expectDone(member, 'verify');
  await quarter.expectDone('north', 'record');
  const written = await quarter.expectDone('ash', 'page', '--out', out);
  expect(written).toContain(`${QUARTER}.1: `);

  const files = filesBelow(out);
  expect(files.length).toBeGreaterThan(25);
  // The control: the released ratio is found in every language.
  for (const { path, text } of files.filter((one) => one.path.endsWith('.html'))) {
    expect([path, showsFigure(text, [71_200])]).toEqual([path, true]);
  }
  for (const { path, text } of files) expect([path, showsFigure(text, PAGES)]).toEqual([path, false]);
  const open = files.filter(({ path }) => /^public\/.*\.html$/u.test(path));
  for (const { path, text } of open) {
    // As a word in a cell or a sentence, in any case; `ash` is a part of many others.
    for (const member of MEMBERS) expect([path, new RegExp(`\\b${member}\\b`, 'iu').test(text)]).toEqual([path, false]);
  }
  const inner = readFileSync(join(out, 'members/en.html'), 'utf8');
  for (const member of MEMBERS) expect(inner).toContain(`<th scope="row">${member}</th>`);
});

test('an edition that is gone, or that one aggregator signed alone: nothing is published', async () => {
  const made = await makeCoalition(join(root, 'alone'), { ...SMALL_COALITION, quarters: 1 });
  const path = join(made.folder, `public/edition/${SMALL_COALITION.quarter}.1.json`);
  const whole = readFileSync(path, 'utf8');
  const { payload, signatures } = JSON.parse(whole) as { payload: string; signatures: unknown[] };
  const alone = JSON.stringify({ payload, signatures: signatures.slice(0, 1) });
  rmSync(path);
  writeFileSync(join(made.folder, `public/edition/${SMALL_COALITION.quarter}.2.json`), alone);
  const command = ['coalition', 'page', '--home', made.home, '--out', join(root, 'no')];
  expect((await runCommand(command)).stderr).toMatch(/not sound \(file-missing\)/u);
  writeFileSync(path, whole);
  await made.record(1_761_000_000);
  expect((await runCommand(command)).stderr).toMatch(/2025-Q3\.2\.json is not signed by all aggregators/u);
});

const row = (question: string): string =>
  `2026,se,9-12,"${question.replaceAll('"', '""')}",value,5,10,"=HYPERLINK(""x"") ${question.replaceAll('"', '')}",no`;

/** What a survey may hold at worst: it is checked for its form, not for what a browser makes of it. */
const HOSTILE = ['"><script>window.ran=1</script>', "'><img src=x onerror=window.ran=1>", '$&{title}@5@</style><b>'];

testWith(['chromium'], 'hostile texts are shown as they are, and nothing of them is run', async () => {
  const made = await makeCoalition(join(root, 'hostile'), { ...SMALL_COALITION, quarters: 1 });
  const survey = join(root, 'survey.csv');
  writeFileSync(
    survey,
    ['year,market,ages,question_en,status,percent,respondents,source,sample', ...HOSTILE.map(row)].join('\n'),
  );
  const out = join(root, 'hostile-pages');
  const { code, stderr } = await runCommand([
    'coalition',
    'page',
    '--home',
    made.home,
    '--out',
    out,
    '--language',
    'en',
    '--survey',
    survey,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'long-title': 'off' } });
  const tab = await browser.page();
  for (const name of ['public/en.html', 'members/en.html']) {
    const html = readFileSync(join(out, name), 'utf8');
    const { results } = await validator.validateString(html);
    expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
    await tab.open(`file://${join(out, name)}`);
    expect(await tab.evaluate('[window.ran, document.querySelectorAll("script, img, b, style").length]')).toEqual([
      null,
      1,
    ]);
    const shown = (await tab.evaluate(
      '[...document.querySelectorAll("h3")].map((one) => one.textContent)',
    )) as string[];
    if (name.startsWith('public')) for (const text of HOSTILE) expect(shown).toContain(text);
  }
  expect(readFileSync(join(out, 'public/survey.csv'), 'utf8')).not.toMatch(/(?:^|,|")=/mu);
});
