import { createWriteStream } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Output } from '../../src/base/output.ts';

const failing = (code?: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('lost'), code && { code })) });

test.each([
  { why: 'the disk is full', stream: () => createWriteStream('/dev/full'), failure: 'ENOSPC' },
  { why: 'the reader went away, as with head', stream: () => failing('EPIPE'), failure: undefined },
  { why: 'it fails without a code', stream: () => failing(), failure: 'unknown error' },
  { why: 'everything is taken', stream: () => new PassThrough().resume(), failure: undefined },
])('what became of the output if $why: $failure', async ({ stream, failure }) => {
  const output = new Output(stream());
  await output.write('text\n');
  await output.write('more\n');
  expect(await output.failure()).toBe(failure);
});
