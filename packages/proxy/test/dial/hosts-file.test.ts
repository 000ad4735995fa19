import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { HostsFile, hostsIn } from '../../src/dial/hosts-file.ts';
import { nothingToCancel } from '../../src/dial/resolver.ts';
import { NOBODY } from '../../src/policy/client-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-hosts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES: readonly { why: string; text: string; want: Readonly<Record<string, readonly string[]>> }[] = [
  {
    why: 'names and aliases',
    text: '192.0.2.1 a.example b.example',
    want: { 'a.example': ['192.0.2.1'], 'b.example': ['192.0.2.1'] },
  },
  {
    why: 'both families of one name',
    text: '192.0.2.1\ta\n2001:db8::1\ta\n',
    want: { a: ['192.0.2.1', '2001:db8::1'] },
  },
  { why: 'comments', text: '# 192.0.2.1 a\n192.0.2.2 b # c', want: { b: ['192.0.2.2'] } },
  {
    why: 'upper case and the ends of lines of another system',
    text: '192.0.2.1 A.Example\r\n',
    want: { 'a.example': ['192.0.2.1'] },
  },
  { why: 'what is no address', text: 'a b\n300.0.2.1 c\n\n', want: {} },
  { why: 'a name of every object', text: '192.0.2.1 constructor', want: { constructor: ['192.0.2.1'] } },
];

test.each(FILES)('a hosts file: $why', ({ text, want }) => {
  expect(Object.fromEntries(hostsIn(text))).toEqual(want);
});

test('comes before the name servers, is read again when it changes, and need not be there', () => {
  let now = 0;
  const path = join(folder, 'hosts');
  const resolver = new HostsFile(
    {
      resolve: (_name, _client, done) => {
        done(undefined, ['192.0.2.99']);
        return nothingToCancel;
      },
    },
    () => now,
    path,
  );
  const ask = (): unknown => {
    let answer: unknown;
    resolver.resolve('a.example', NOBODY, (failure, found) => {
      answer = failure ?? found;
    });
    return answer;
  };
  expect(ask()).toEqual(['192.0.2.99']);
  writeFileSync(path, '192.0.2.1 a.example\n');
  now = 5_000;
  expect(ask()).toEqual(['192.0.2.1']);
  writeFileSync(path, '192.0.2.22 a.example\n');
  expect(ask()).toEqual(['192.0.2.1']);
  now = 10_000;
  expect(ask()).toEqual(['192.0.2.22']);
  writeFileSync(path, `192.0.2.3 a.example\n${'#'.repeat(1024 * 1024)}`);
  now = 15_000;
  expect(ask()).toEqual(['192.0.2.99']);
});
