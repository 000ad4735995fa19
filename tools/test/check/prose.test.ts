import { expect, test } from '@jest/globals';
import { MOST_WHERE, MOST_WORDS, prose, proseFaults, whereFaults } from '../../check/prose.ts';

/** A thousand comment lines, of which `count` have "where". */
const lines = (count: number): string => '// Where it is.\n'.repeat(count) + '// Here.\n'.repeat(1000 - count);
const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

test.each([
  { why: 'a condition', text: '/** Throws where the file is missing. */', faults: 1 },
  { why: 'a condition, in code', text: '/** The list; `undefined` where there is none. */', faults: 2 },
  { why: 'a place', text: '/** Where the file is; the folder where it was made. */', faults: 0 },
  { why: 'a condition after a value', text: "// The text; '' where it is empty.", faults: 1 },
  { why: 'a condition before its sentence', text: '// Where a client goes away, nothing is lost.', faults: 1 },
  { why: 'a condition of a part', text: '// The lists; where several fit, the first.', faults: 1 },
  { why: 'a place of a document', text: '/** Where each set starts, one more than there are sets. */', faults: 0 },
  { why: 'a program that is told', text: '/** Worker thread: begins when it is told. */', faults: 1 },
  { why: 'a listener that is told', text: '/** Told of each line, in order. */', faults: 1 },
  { why: 'what is told apart', text: '/** The largest length that is told apart. */', faults: 1 },
  { why: 'a program that says', text: '/** Says how rows are read. */', faults: 1 },
  { why: 'what a document says', text: '/** What RFC 9112 says to reject. */', faults: 0 },
  { why: 'beside', text: '/** Prefixes beside the built-in table. */', faults: 1 },
  { why: 'besides is a word of its own', text: '/** Options besides the name. */', faults: 0 },
  { why: 'by itself', text: '/** A new delivery takes effect by itself. */', faults: 1 },
  { why: 'left out', text: '/** The kinds; all if left out. */', faults: 1 },
  { why: 'an object that begins', text: '/** Of the sealed bytes. */', faults: 1 },
  { why: 'CPU time', text: '// It takes some 20 seconds of a core.', faults: 1 },
  { why: 'each line of a comment has its own number', text: '/**\n * First.\n * It lies in memory. */', faults: 1 },
  { why: 'a comment of one line', text: 'const x = 1;\n  // It stands at the end.', faults: 1 },
  { why: 'what stands for something is no place', text: '// One number stands for many.', faults: 0 },
  { why: 'code is no prose', text: "const text = 'it lies in memory';", faults: 0 },
  { why: 'a picture is no prose', text: '/**\n *   it lies in memory\n */', faults: 0 },
  { why: 'the longest sentence', text: `// ${words(MOST_WORDS)}.`, faults: 0 },
  { why: 'a sentence that is longer', text: `// ${words(MOST_WORDS + 1)}.`, faults: 1 },
  { why: 'a sentence over two lines', text: `/**\n * ${words(20)}\n * ${words(20)}.\n */`, faults: 1 },
  { why: 'two sentences', text: `// ${words(20)}. ${words(20)}.`, faults: 0 },
  {
    why: 'points of a list are sentences of their own',
    text: `/**\n * - ${words(20)}\n * - ${words(20)}\n */`,
    faults: 0,
  },
  { why: 'code counts as one word', text: `// \`${words(40)}\` is one.`, faults: 0 },
])('a comment: $why', ({ text, faults }) => {
  expect(proseFaults('a.ts', text)).toHaveLength(faults);
});

test.each([
  { why: 'a paragraph', text: 'It comes into force.', faults: 1 },
  { why: 'a fence', text: '```sh\nIt comes into force.\n```', faults: 0 },
  { why: 'behind a fence', text: '```sh\nx\n```\nIt comes into force.', faults: 1 },
  { why: 'a table', text: '| It comes into force. | x |', faults: 0 },
  { why: 'a quotation', text: '> It comes into force.', faults: 0 },
])('a page: $why', ({ text, faults }) => {
  expect(proseFaults('page.md', text)).toHaveLength(faults);
});

test('"where" is bounded over all comments, because no pattern finds each that means "if"', () => {
  const most = 1000 * MOST_WHERE;
  expect(whereFaults(new Map([['a.ts', lines(most)]]))).toEqual([]);
  expect(whereFaults(new Map([['a.ts', lines(most + 1)]]))).toEqual([
    `${most + 1} of 1000 comment lines have "where"; at most 2.2 %: write "if" for a condition`,
  ]);
  expect(whereFaults(new Map([['page.md', lines(1000)]]))).toEqual([]);
});

test('a fault names the file, the line and what to write', () => {
  expect(proseFaults('a.ts', '/**\n * One.\n * It is silent, without a word.\n */')).toEqual([
    'a.ts:3: "without a word": write "silently"',
  ]);
});

test('passages keep the line at which they begin', () => {
  expect(prose('a.ts', 'x\n/** One. */\ny\n// Two.\n// Three.')).toEqual([
    { line: 2, text: 'One. ' },
    { line: 4, text: 'Two.\nThree.' },
  ]);
});
