import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { archiveFaults, type PackedPackage } from '../../check/archive.ts';
import { removeStale } from '../../prepack.ts';
import { filesIn } from '../../release/files.ts';

const ROOT = {
  homepage: 'https://netvakt.example/',
  bugs: 'https://netvakt.example/issues',
  license: 'Apache-2.0',
  repository: { type: 'git', url: 'git+https://netvakt.example/netvakt.git' },
};
const MANIFEST = {
  name: '@netvakt/matcher',
  description: 'Matches.',
  ...ROOT,
  repository: { ...ROOT.repository, directory: 'packages/matcher' },
  engines: { node: '>=20' },
  exports: { '.': './dist/index.js' },
};
const FILES: Readonly<Record<string, string>> = {
  LICENSE: 'Apache License',
  'package.json': JSON.stringify(MANIFEST),
  'dist/index.js': 'export {};\n',
  'dist/index.d.ts': 'export {};\n',
};

function packed(files: Readonly<Record<string, string>>): PackedPackage {
  return { folder: 'packages/matcher', files: Object.keys(files), text: (file) => files[file] ?? '' };
}

test('an archive that is whole has no fault', () => {
  expect(archiveFaults(packed(FILES), ROOT)).toEqual([]);
});

function manifest(change: object): object {
  return { 'package.json': JSON.stringify({ ...MANIFEST, ...change }) };
}

test.each([
  { change: { 'dist/.tsbuildinfo': '{}' }, fault: 'is packed with dist/.tsbuildinfo' },
  {
    change: { 'dist/index.js': '//# sourceMappingURL=index.js.map\n' },
    fault: 'has a source map of dist/index.js that is not',
  },
  {
    change: { 'dist/index.js.map': '{"sources":["../src/index.ts"]}' },
    fault: 'which leads to sources that are not packed',
  },
  { change: { 'dist/gone.js': '' }, fault: 'is packed with dist/gone.js, of which there is no source' },
  { change: manifest({ dependencies: { a: 'workspace:*' } }), fault: 'depends on a by "workspace:*"' },
  { change: manifest({ dependencies: { a: 'catalog:' } }), fault: 'depends on a by "catalog:"' },
  { change: manifest({ engines: undefined }), fault: 'states no "engines"' },
  { change: manifest({ homepage: 'https://other.example/' }), fault: 'states another "homepage"' },
  { change: manifest({ repository: undefined }), fault: 'must state "repository" as the root does' },
])('a fault is named: $fault', ({ change, fault }) => {
  expect(archiveFaults(packed({ ...FILES, ...change }), ROOT)).toEqual([expect.stringContaining(fault)]);
});

test('a map whose text is in it leads nowhere, and a file of the licence is missed', () => {
  const map = { 'dist/index.js.map': '{"sources":["../src/index.ts"],"sourcesContent":["export {};"]}' };
  const { LICENSE: _, ...rest } = FILES;
  expect(archiveFaults(packed({ ...rest, ...map }), ROOT)).toEqual(['@netvakt/matcher is packed without LICENSE']);
});

test('outputs without a source are removed before packing, and no others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netvakt-stale-'));
  const put = (file: string): void => {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  };
  const kept = ['src/a/one.ts', 'dist/a/one.js', 'dist/a/one.d.ts', 'dist/.tsbuildinfo'];
  for (const file of [...kept, 'dist/a/gone.js', 'dist/gone.d.ts', 'dist/a/one.js.map', 'dist/notes']) put(file);
  removeStale(folder);
  expect(filesIn(folder)).toEqual(kept.toSorted());
  rmSync(folder, { recursive: true });
});
