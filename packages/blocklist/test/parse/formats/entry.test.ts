import { expect, test } from '@jest/globals';
import { type EntryOfLine, entryOf } from '../../../src/parse/formats/entry.ts';

const entry = (text: string, offset = 0): EntryOfLine => ({ kind: 'entry', text, offset });

test.each<{ why: string; line: string; want: EntryOfLine }>([
  { why: 'an entry alone', line: 'bad.test', want: entry('bad.test') },
  { why: 'spaces around it', line: '  bad.test \t', want: entry('bad.test', 2) },
  { why: 'a no-break space around it', line: '\u00A0bad.test\u00A0', want: entry('bad.test', 1) },
  { why: 'a byte order mark from a concatenation', line: '\uFEFFbad.test', want: entry('bad.test', 1) },
  { why: 'a comment after it', line: 'bad.test # since May', want: entry('bad.test') },
  { why: 'a comment after it, by a tab and a semicolon', line: 'bad.test\t;x', want: entry('bad.test') },
  { why: 'a # without white space is a fragment', line: 'http://bad.test/#x', want: entry('http://bad.test/#x') },
  { why: 'a ; without white space is part of a path', line: 'bad.test/a;b', want: entry('bad.test/a;b') },
  { why: 'nothing', line: '', want: { kind: 'blank' } },
  { why: 'white space only', line: ' \t ', want: { kind: 'blank' } },
  { why: 'a comment', line: '# bad.test', want: { kind: 'comment' } },
  { why: 'a comment of a zone or CSV file', line: ' ;bad.test', want: { kind: 'comment' } },
  {
    why: 'a hosts-file line: which field is meant is not guessed',
    line: '0.0.0.0 bad.test',
    want: { kind: 'rejected', reason: 'several-fields', offset: 7 },
  },
  {
    why: 'a URL with a bare space: it may end there or go on',
    line: ' http://bad.test/a b # x',
    want: { kind: 'rejected', reason: 'several-fields', offset: 18 },
  },
])('$why', ({ line, want }) => {
  expect(entryOf(line)).toEqual(want);
});
