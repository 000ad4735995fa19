import { expect, test } from '@jest/globals';
import { kindsOf, listedPages, parentOf, placeFaults } from '../../check/contents.ts';
import { leadFaults } from '../../check/docs.ts';

const CONTENTS = `# Documentation

All pages.

## How-to guides

Steps for one
task.

- [Guide](operating/README.md): first

### Install

- [Install](operating/install.md): the package
- [Contributing](../CONTRIBUTING.md#tests): tests

## Reference

- [Configuration](config.md): every key
`;

test('kinds have a summary and groups, groups have pages by their paths from the root', () => {
  expect(kindsOf(CONTENTS)).toEqual([
    {
      title: 'How-to guides',
      summary: 'Steps for one task.',
      groups: [
        { title: undefined, pages: [{ text: 'Guide', page: 'docs/operating/README.md' }] },
        {
          title: 'Install',
          pages: [
            { text: 'Install', page: 'docs/operating/install.md' },
            { text: 'Contributing', page: 'CONTRIBUTING.md' },
          ],
        },
      ],
    },
    {
      title: 'Reference',
      summary: '',
      groups: [{ title: undefined, pages: [{ text: 'Configuration', page: 'docs/config.md' }] }],
    },
  ]);
});

test('a page in no list belongs to the nearest listed README.md above it, or to the page of its folder’s name', () => {
  const listed = new Set(listedPages(kindsOf(CONTENTS)));
  expect(parentOf('docs/operating/new.md', listed)).toBe('docs/operating/README.md');
  expect(parentOf('docs/operating/runbooks/A.md', listed)).toBe('docs/operating/README.md');
  expect(parentOf('docs/operating/README.md', listed)).toBeUndefined();
  expect(parentOf('docs/contributing/add-a-metric.md', listed)).toBe('CONTRIBUTING.md');
  expect(parentOf('docs/new.md', listed)).toBeUndefined();
});

test('a page that nobody would find, and one that is found twice, are faults', () => {
  expect(placeFaults(CONTENTS, ['docs/README.md', 'docs/config.md', 'docs/operating/new.md'])).toEqual([]);
  expect(placeFaults(CONTENTS, ['docs/new.md'])).toEqual([
    'docs/new.md is not in docs/README.md: list it under the kind of page that it is',
  ]);
  expect(placeFaults(`${CONTENTS}- [Again](config.md): twice\n`, [])).toEqual([
    'docs/config.md is listed twice in docs/README.md',
  ]);
});

const FAULT = 'docs/a.md does not begin with a paragraph: say below its title what a reader can do after it';

test.each([
  { why: 'a paragraph', text: '# A\n\nDo this.\n', faults: [] },
  { why: 'a paragraph that begins with code', text: '# A\n\n`a` does this.\n', faults: [] },
  { why: 'a heading', text: '# A\n\n## B\n\nText.\n', faults: [FAULT] },
  { why: 'a table', text: '# A\n\n| a |\n', faults: [FAULT] },
  { why: 'a list', text: '# A\n\n1. First\n', faults: [FAULT] },
  { why: 'code', text: '# A\n\n```sh\nls\n```\n', faults: [FAULT] },
  { why: 'only how the page was made', text: '# A\n\nGenerated from b.\n', faults: [FAULT] },
  { why: 'nothing', text: '# A\n', faults: [FAULT] },
])('a page begins with $why', ({ text, faults }) => {
  expect(leadFaults('docs/a.md', text)).toEqual(faults);
});

test('a decision has a form of its own', () => {
  expect(leadFaults('docs/adr/0001-a.md', '# 1. A\n\n## Context\n')).toEqual([]);
});
