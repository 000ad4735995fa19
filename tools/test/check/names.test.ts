import { expect, test } from '@jest/globals';
import { realNames } from '../../check/names.ts';

// Real endings are put together here, so that this file passes its own check.
const real = ['shop', 'com'].join('.');

test.each([
  { why: 'a reserved name passes', text: 'http://blocked.test/ and bad.example', names: [] },
  { why: 'a name that could be real is found', text: `see http://${real}/page`, names: [real] },
  { why: 'so is its sub-domain', text: `a.${real}`, names: [`a.${real}`] },
  { why: 'a cited standard passes', text: 'https://www.rfc-editor.org/rfc/rfc7725', names: [] },
  {
    why: 'a name that only ends like a cited one is found',
    text: ['evilgithub', 'com'].join('.'),
    names: [['evilgithub', 'com'].join('.')],
  },
  { why: 'a file name is no host', text: 'src/index.ts, main.js, netvakt.yaml', names: [] },
])('$why', ({ text, names }) => {
  expect(realNames('f', text).map(({ name }) => name)).toEqual(names);
});

test.each([
  { why: 'a property is no host', text: ['log', 'info'].join('.'), names: [] },
  { why: 'a string is', text: `fetch('${real}')`, names: [real] },
  { why: 'a comment is', text: `// see ${real}`, names: [real] },
])('in code, $why', ({ text, names }) => {
  expect(realNames('x.ts', text).map(({ name }) => name)).toEqual(names);
});

test('the finding names file and line', () => {
  expect(realNames('docs/x.md', `ok\n${real}`)).toEqual([{ file: 'docs/x.md', line: 2, name: real }]);
});
