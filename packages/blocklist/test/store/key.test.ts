import { chmodSync, openSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { deriveKey, type KeySource, readSecret } from '../../src/store/key.ts';
import { temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index + 128));

function file(name: string, content: string | Buffer, mode = 0o600): string {
  writeFileSync(inFolder(name), content);
  chmodSync(inFolder(name), mode);
  return inFolder(name);
}

test.each<{ why: string; source: () => KeySource }>([
  { why: 'a file of 32 bytes', source: () => ({ kind: 'file', path: file('raw', secret) }) },
  { why: 'a file in hexadecimal', source: () => ({ kind: 'file', path: file('hex', `${secret.toString('hex')}\n`) }) },
  { why: 'a file in base64', source: () => ({ kind: 'file', path: file('base64', secret.toString('base64'), 0o400) }) },
  { why: 'an open descriptor', source: () => ({ kind: 'descriptor', descriptor: openSync(file('fd', secret), 'r') }) },
  {
    why: 'a systemd credential',
    source: () => ({ kind: 'credential', name: 'raw', directory: file('raw', secret).slice(0, -4) }),
  },
])('the secret from $why', ({ source }) => {
  expect(readSecret(source())).toEqual({ ok: true, secret });
});

test.each<{ why: string; source: () => KeySource; reason: string }>([
  { why: 'no file', source: () => ({ kind: 'file', path: inFolder('absent') }), reason: 'key-missing' },
  {
    why: 'a file for all to read',
    source: () => ({ kind: 'file', path: file('open', secret, 0o644) }),
    reason: 'key-readable-by-others',
  },
  { why: 'a folder', source: () => ({ kind: 'file', path: inFolder('.') }), reason: 'key-missing' },
  { why: 'too short', source: () => ({ kind: 'file', path: file('short', 'secret') }), reason: 'key-malformed' },
  { why: 'too long', source: () => ({ kind: 'file', path: file('long', 'x'.repeat(5000)) }), reason: 'key-malformed' },
  { why: 'no descriptor', source: () => ({ kind: 'descriptor', descriptor: 9999 }), reason: 'key-missing' },
  {
    why: 'no credentials',
    source: () => ({ kind: 'credential', name: 'raw', directory: undefined }),
    reason: 'key-missing',
  },
  {
    why: 'a path for a name',
    source: () => ({ kind: 'credential', name: '../raw', directory: inFolder('x') }),
    reason: 'key-missing',
  },
])('$why: $reason', ({ source, reason }) => {
  expect(readSecret(source())).toMatchObject({ ok: false, reason });
});

test('each purpose has a key of its own', () => {
  expect(deriveKey(secret, 'store a')).toEqual(deriveKey(secret, 'store a'));
  expect(deriveKey(secret, 'store a')).not.toEqual(deriveKey(secret, 'store b'));
});
