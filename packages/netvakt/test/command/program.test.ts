import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Output } from '../../src/base/output.ts';
import { VERSION } from '../../src/base/version.ts';
import { main } from '../../src/command/main.ts';
import { Captured, runCommand } from '../support/captured.ts';

const COMMANDS = [
  [],
  ['announce'],
  ['run'],
  ['check'],
  ['compile'],
  ['config'],
  ['config', 'schema'],
  ['config', 'check'],
];

test.each(COMMANDS.map((words) => ({ words })))('netvakt $words --help prints its usage', async ({ words }) => {
  const { code, stdout } = await runCommand([...words, '--help']);
  expect([code, stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringContaining(`Usage: ${['netvakt', ...words].join(' ')}`),
  ]);
  expect(stdout).not.toContain('(default: [])');
});

test.each([['totals'], ['totals', 'appeals'], ['totals', 'publish'], ['list', 'status'], ['report', 'make']])(
  'netvakt %s … takes its configuration from where the help says',
  async (...words) => {
    const { stdout } = await runCommand([...words, '--help']);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('(default: NETVAKT_CONFIG, else the demonstration’s)');
  },
);

test.each(COMMANDS.map((words) => ({ words })))('netvakt $words --version prints the version', async ({ words }) => {
  expect(await runCommand([...words, '--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test.each<{ why: string; words: string[]; code: number; reported: string }>([
  { why: 'a command that is nearly one', words: ['chek'], code: 2, reported: '(Did you mean check?)' },
  { why: 'an option that is none', words: ['run', '--demos'], code: 2, reported: '(Did you mean --demo?)' },
  { why: 'a missing argument', words: ['check'], code: 2, reported: "missing required argument 'url'" },
  { why: 'nothing to run', words: ['run'], code: 2, reported: 'Name a configuration with --config FILE' },
  { why: 'no command at all: the help', words: [], code: 2, reported: 'Usage: netvakt' },
  {
    why: 'a market that is none',
    words: ['check', '-m', 'xx', 'http://a.test/'],
    code: 2,
    reported: 'There are: se, lt,',
  },
  {
    why: 'a configuration that is not there',
    words: ['compile', '-c', '/none.yaml'],
    code: 1,
    reported: 'cannot be read (ENOENT)',
  },
  {
    why: 'a list that is not there',
    words: ['check', '-l', '/none.txt', 'a.test'],
    code: 1,
    reported: 'ERR_LIST_FILE_MISSING',
  },
])('$why ends with $code', async ({ words, code, reported }) => {
  const ran = await runCommand(words);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toContain(reported);
});

test.each([['--help'], ['--version'], ['config', 'schema']])(
  'netvakt %s on a full disk is no success',
  async (...words) => {
    const stderr = new Captured();
    const code = await main(words, {
      stdout: new Output(createWriteStream('/dev/full')),
      stderr: new Output(stderr),
      stdin: Readable.from([]),
      environment: {},
    });
    expect([code, stderr.text]).toEqual([
      1,
      expect.stringContaining('Standard output cannot be written: ENOSPC. Free'),
    ]);
  },
);
