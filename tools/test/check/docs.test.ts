import { expect, test } from '@jest/globals';
import { anchorOf, faultsOf } from '../../check/docs.ts';

const scripts = new Set(['start', 'test']);

test.each([
  { why: 'a file that exists', text: '[x](package.json)', faults: [] },
  { why: 'a file that is gone', text: '[x](gone.md)', faults: ['links to gone.md, which does not exist'] },
  { why: 'another site is not checked offline', text: '[x](https://example.test/gone)', faults: [] },
  {
    why: 'a path in code that is gone',
    text: '`packages/gone/src/x.ts`',
    faults: ['names packages/gone/src/x.ts, which does not exist'],
  },
  { why: 'a path in code that exists', text: '`tools/check/docs.ts`', faults: [] },
  { why: 'a script that exists, with the pinned pnpm', text: 'npx --yes pnpm@12.21.0 start', faults: [] },
  {
    why: 'a script that is gone',
    text: 'run `pnpm frobnicate`',
    faults: ['says "pnpm frobnicate", which is no script'],
  },
])('$why', ({ text, faults }) => {
  expect(faultsOf('README.md', text, scripts)).toEqual(faults);
});

test('an anchor is made as renderers make it', () => {
  expect(anchorOf('Who may import whom?')).toBe('who-may-import-whom');
});
