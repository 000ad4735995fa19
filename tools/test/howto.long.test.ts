/** The how-tos of docs/contributing, followed in a copy of this tree: every change fits, and every command that a page runs succeeds. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { applyStep, stepsOf } from './support/howto.ts';
import { copyTree, ROOT, runScript } from './support/howto-tree.ts';

const PAGES = join(ROOT, 'docs/contributing');
const pages = readdirSync(PAGES).filter((name) => name.startsWith('add-'));
const steps = pages.flatMap((name) => stepsOf(readFileSync(join(PAGES, name), 'utf8')));
const folder = mkdtempSync(join(tmpdir(), 'netvakt-howtos-'));

beforeAll(() => copyTree(folder), LONG_TEST);
afterAll(() => rmSync(folder, { recursive: true, force: true }), LONG_TEST);

test('there is a how-to for a list format, a metric, a setting and an export', () => {
  expect(pages).toEqual(['add-a-list-format.md', 'add-a-metric.md', 'add-a-setting.md', 'add-an-export.md']);
});

// One test after another, in one copy: commands that several pages have are run once, with the changes of all.
test.each(pages)('the changes of %s fit this tree', (name) => {
  const changes = stepsOf(readFileSync(join(PAGES, name), 'utf8')).filter(({ kind }) => kind !== 'run');
  expect(changes.length).toBeGreaterThan(0);
  for (const step of changes) applyStep(step, folder);
});

const commands = new Set(steps.flatMap((step) => (step.kind === 'run' ? [step.command] : [])));
const last = [...commands].filter((command) => command.startsWith('pnpm check'));
test.each([...commands].filter((command) => !last.includes(command)).concat(last))(
  '%s succeeds',
  (command) => {
    expect(() => runScript(command, folder)).not.toThrow();
  },
  LONG_TEST,
);
