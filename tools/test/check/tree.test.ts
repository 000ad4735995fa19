import { expect, test } from '@jest/globals';
import { foldersOf, layerFaults, namedFolders, treeFaults } from '../../check/tree.ts';

const PAGE = `# Architecture

\`\`\`text
other/   a block before the tree
\`\`\`

## The tree

Words.

\`\`\`text
packages/
  one/              the first; it has
                    a long description with a path/ in it
    src/
      in/           bytes -> words
      out/  both/   words -> bytes
    test/  tools/
.ci/  docs/         what is around it
  adr/
\`\`\`

\`\`\`text
later/   a block after it
\`\`\`
`;
const NAMED = [
  'packages',
  'packages/one',
  'packages/one/src',
  'packages/one/src/in',
  'packages/one/src/out',
  'packages/one/src/both',
  'packages/one/test',
  'packages/one/tools',
  '.ci',
  'docs',
  'docs/adr',
];
const FILES = [
  'README.md',
  'packages/one/package.json',
  'packages/one/src/in/a.ts',
  'packages/one/src/out/b.ts',
  'packages/one/src/both/c.ts',
  'packages/one/test/deep/below/x.test.ts',
  'packages/one/tools/t.ts',
  '.ci/run',
  'docs/adr/0001.md',
];

test('the folders of the tree are read by their indentation; descriptions may hold slashes', () => {
  expect(namedFolders(PAGE)).toEqual(NAMED);
});

test('the folders of a list of files include those that hold only folders', () => {
  expect([...foldersOf(['a/b/c.ts', 'd.ts'])]).toEqual(['a', 'a/b']);
});

test.each([
  { why: 'all is named', added: [], faults: [] },
  {
    why: 'deeper folders need not be named',
    added: ['packages/one/src/in/deep/x.ts', 'docs/adr/old/y.md'],
    faults: [],
  },
  { why: 'a folder of the first level', added: ['tools/x.ts'], faults: ['tools/'] },
  { why: 'a folder of the second', added: ['docs/pictures/x.png'], faults: ['docs/pictures/'] },
  { why: 'a package', added: ['packages/two/package.json'], faults: ['packages/two/'] },
  { why: 'a folder of a package', added: ['packages/one/lab/x.ts'], faults: ['packages/one/lab/'] },
  { why: 'a folder of its src', added: ['packages/one/src/new/x.ts'], faults: ['packages/one/src/new/'] },
])('$why: named, or a fault', ({ added, faults }) => {
  expect(treeFaults(PAGE, [...FILES, ...added])).toEqual(
    faults.map((folder) => `${folder} is not in the tree of ARCHITECTURE.md: name it, and say what it holds`),
  );
});

test('a folder that is named and gone is a fault', () => {
  expect(
    treeFaults(
      PAGE,
      FILES.filter((file) => !file.includes('/out/')),
    ),
  ).toEqual(['packages/one/src/out/ does not exist: remove it from the tree of ARCHITECTURE.md']);
});

test('a page without a tree is a fault', () => {
  expect(treeFaults('# Architecture\n', FILES)).toHaveLength(1);
});

test.each([
  {
    why: 'a folder named before',
    file: 'packages/one/src/out/b.ts',
    text: "import { a } from '../in/a.ts';",
    faults: 0,
  },
  { why: 'its own', file: 'packages/one/src/in/a.ts', text: "import { c } from './c.ts';", faults: 0 },
  {
    why: 'another package',
    file: 'packages/one/src/in/a.ts',
    text: "import { c } from '../../../two/src/x/c.ts';",
    faults: 0,
  },
  { why: 'an index', file: 'packages/one/src/index.ts', text: "export { b } from './out/b.ts';", faults: 0 },
  {
    why: 'a folder named after',
    file: 'packages/one/src/in/a.ts',
    text: "import type { B } from '../out/b.ts';",
    faults: 1,
  },
  {
    why: 'a folder named after, passed on',
    file: 'packages/one/src/in/a.ts',
    text: "export {\n  b,\n} from '../out/deep/b.ts';",
    faults: 1,
  },
])('the tree is in layers: a file that imports $why has $faults faults', ({ file, text, faults }) => {
  expect(layerFaults(PAGE, new Map([[file, text]]))).toEqual(
    Array.from(
      { length: faults },
      () => `packages/one/src/in/ imports packages/one/src/out/, which ARCHITECTURE.md names after it: see ${file}`,
    ),
  );
});
