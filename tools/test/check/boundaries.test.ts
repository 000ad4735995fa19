/** The rules of .dependency-cruiser.cjs about folders, on a tree that keeps them and on one that breaks them on purpose. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { root } from '../../check/files.ts';

const DEPCRUISE = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const SRC = 'packages/matcher/src';

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** Runs the check on a tree of `files`: the path of each below `SRC`, and the files that it imports, by their names. */
function boundariesOf(files: Readonly<Record<string, readonly string[]>>): {
  readonly status: number | null;
  readonly broken: string[];
} {
  const tree = mkdtempSync(join(tmpdir(), 'netvakt-boundaries-'));
  trees.push(tree);
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json']) cpSync(join(root, name), join(tree, name));
  for (const [path, imports] of Object.entries(files)) {
    const file = join(tree, SRC, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `${imports.map((name) => `export type * from '${name}';\n`).join('')}export type Own = string;\n`,
    );
  }
  const words = [DEPCRUISE, '--output-type', 'err', 'packages'];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: tree, encoding: 'utf8' });
  const reports = stdout.split(/^ {2}error /mu).slice(1);
  return { status, broken: reports.map((report) => report.split('\n\n')[0]?.replaceAll(/\s+/gu, ' ').trim() ?? '') };
}

test('folders in layers pass, and so do a folder and its own subfolder', () => {
  const tree = boundariesOf({
    'index.ts': ['./above/one.ts'],
    'above/one.ts': ['../below/two.ts'],
    'above/other.ts': [],
    'below/two.ts': [],
    'stage/whole.ts': ['./parts/part.ts'],
    'stage/size.ts': [],
    'stage/parts/part.ts': ['../size.ts'],
  });
  expect(tree).toEqual({ status: 0, broken: [] });
});

test('folders that import each other fail, although no two files do, and so does the import of a file beside index.ts', () => {
  const { status, broken } = boundariesOf({
    'left/one.ts': ['../right/two.ts'],
    'left/other.ts': [],
    'right/two.ts': [],
    'right/three.ts': ['../left/other.ts'],
    'ring-a/one.ts': ['../ring-b/one.ts'],
    'ring-b/one.ts': [],
    'ring-b/two.ts': ['../ring-c/one.ts'],
    'ring-c/one.ts': ['../ring-a/end.ts'],
    'ring-a/end.ts': [],
    'errors.ts': [],
    'entry/one.ts': ['../errors.ts'],
  });
  expect(status).not.toBe(0);
  const cycle = (...names: string[]): string =>
    `no-folder-cycles: ${names.map((name) => `${SRC}/${name}`).join(' → ')}`;
  expect(broken.toSorted()).toEqual(
    [
      cycle('left', 'right', 'left'),
      cycle('right', 'left', 'right'),
      cycle('ring-a', 'ring-b', 'ring-c', 'ring-a'),
      cycle('ring-b', 'ring-c', 'ring-a', 'ring-b'),
      cycle('ring-c', 'ring-a', 'ring-b', 'ring-c'),
      `nothing-imports-the-root-of-src: ${SRC}/entry/one.ts → ${SRC}/errors.ts`,
    ].toSorted(),
  );
});
