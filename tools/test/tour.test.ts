import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { agrees, stopsOf, tour } from '../tour.ts';

test('a page gives its commands with the output below each', () => {
  const page =
    'Text\n```console\n$ one\na\nb\n$ two \\\n  more\n```\n```sh\n$ not this\n```\n```console\n$ three\n```\n';
  expect(stopsOf(page)).toEqual([
    { command: 'one', expected: ['a', 'b'] },
    { command: 'two \\\n  more', expected: [] },
    { command: 'three', expected: [] },
  ]);
});

test('a block of a list is indented, its commands are not', () => {
  expect(stopsOf('1. Step\n\n   ```console\n   $ one\n     a\n   ```\n')).toEqual([
    { command: 'one', expected: ['  a'] },
  ]);
});

test('a text between EOF belongs to its command, whatever it looks like; what follows is output', () => {
  const page = "```console\n$ cat >file <<'EOF'\n$ no command\n\nEOF\na\n$ two\n```\n";
  expect(stopsOf(page)).toEqual([
    { command: "cat >file <<'EOF'\n$ no command\n\nEOF", expected: ['a'] },
    { command: 'two', expected: [] },
  ]);
});

test.each([
  { why: 'the same lines', expected: ['a', 'b'], output: 'a\nb\n', want: true },
  { why: 'a last line without its end', expected: ['a'], output: 'a', want: true },
  { why: 'another line', expected: ['a'], output: 'b\n', want: false },
  { why: 'a line too many', expected: ['a'], output: 'a\nb\n', want: false },
  { why: 'an ellipsis within a line', expected: ['a … c'], output: 'a b c\n', want: true },
  { why: 'an ellipsis does not cross a line', expected: ['a … c'], output: 'a\nc\n', want: false },
  {
    why: 'a line of only an ellipsis is any number of lines',
    expected: ['a', '…', 'z'],
    output: 'a\nb\nc\nz\n',
    want: true,
  },
  { why: 'no line at all, too', expected: ['a', '…', 'z'], output: 'a\nz\n', want: true },
  { why: 'a dot is a dot', expected: ['a.b'], output: 'axb\n', want: false },
  { why: 'nothing shown, nothing printed', expected: [], output: '', want: true },
])('$why', ({ expected, output, want }) => {
  expect(agrees(expected, output)).toBe(want);
});

test('while a demonstration runs, the tour says so in a sentence and starts none', async () => {
  const demo = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(demo, 'listening');
  const ready = `http://127.0.0.1:${(demo.address() as AddressInfo).port}/-/ready`;
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await tour(['--start', 'false'], ready)).toBe(1);
    expect(write.mock.calls).toEqual([
      [`Something already answers on ${ready}. Stop it first, so that the tour tests this tree\n`],
    ]);
  } finally {
    write.mockRestore();
    demo.close();
  }
});
