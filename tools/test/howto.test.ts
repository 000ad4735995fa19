/** How-tos: how a program reads a page. That the pages still fit this tree, and work, is seen in howto.long.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { applyStep, stepsOf } from './support/howto.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-howto-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('blocks of code, differences and commands are steps; other blocks are for readers', () => {
  const page =
    '```ts\n// a/new.ts\nexport {};\n```\nText\n```diff\n--- a/old.ts\n@@\n one\n-two\n+three\n@@\n+four\n five\n```\n```yaml\nkey: 1\n```\n```sh\npnpm test a\npnpm check types\n```\n';
  expect(stepsOf(page)).toEqual([
    { kind: 'create', path: 'a/new.ts', text: 'export {};\n' },
    {
      kind: 'change',
      path: 'a/old.ts',
      hunks: [
        { before: 'one\ntwo\n', after: 'one\nthree\n' },
        { before: 'five\n', after: 'four\nfive\n' },
      ],
    },
    { kind: 'run', command: 'pnpm test a' },
    { kind: 'run', command: 'pnpm check types' },
  ]);
});

test.each([
  { why: 'code without a path', page: '```ts\nexport {};\n```\n', fault: /begins with no path/u },
  { why: 'a difference without a path', page: '```diff\n-a\n+b\n```\n', fault: /no path and no @@/u },
])('$why is refused', ({ page, fault }) => {
  expect(() => stepsOf(page)).toThrow(fault);
});

test('a step writes what its page shows, and fails if the lines are gone, or are there twice', () => {
  const [step] = stepsOf('```diff\n--- old.txt\n@@\n one\n-two\n+three\n```\n');
  const [made] = stepsOf('```ts\n// new/file.ts\nexport {};\n```\n');
  if (step === undefined || made === undefined) throw new Error('no step');
  const path = join(folder, 'old.txt');
  writeFileSync(path, 'one\ntwo\nend\n');
  applyStep(step, folder);
  expect(readFileSync(path, 'utf8')).toBe('one\nthree\nend\n');
  expect(() => applyStep(step, folder)).toThrow(/does not have these lines/u);
  writeFileSync(path, 'one\ntwo\none\ntwo\n');
  expect(() => applyStep(step, folder)).toThrow(/more than once/u);
  applyStep(made, folder);
  expect(readFileSync(join(folder, 'new/file.ts'), 'utf8')).toBe('export {};\n');
  expect(() => applyStep(made, folder)).toThrow(/there already/u);
});
