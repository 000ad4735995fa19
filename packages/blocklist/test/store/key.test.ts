import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { WAIT } from '@netvakt/testing';
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
  { why: 'a folder', source: () => ({ kind: 'file', path: inFolder('.') }), reason: 'key-not-regular' },
  { why: 'a device', source: () => ({ kind: 'file', path: '/dev/zero' }), reason: 'key-not-regular' },
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

test.each<{ why: string; made: string; given: string }>([
  { why: 'a pipe that nobody writes', made: 'mkfifo -m 600 pipe', given: '"kind":"file","path":"pipe"' },
  { why: 'a link to one', made: 'mkfifo -m 600 pipe; ln -s pipe l', given: '"kind":"file","path":"l"' },
  {
    why: 'one in place of a credential',
    made: 'mkfifo pipe',
    given: '"kind":"credential","name":"pipe","directory":"."',
  },
])('$why is refused at once', ({ made, given }) => {
  expect(readElsewhere(made, given, '')).toMatchObject({ ok: false, reason: 'key-not-regular' });
});

test('a pipe that a shell has given is read to its end', () => {
  const written = `< <(printf %s ${secret.toString('hex')})`;
  expect(readElsewhere('true', '"kind":"file","path":"/dev/stdin"', written)).toMatchObject({ ok: true });
});

/** In a process of its own, which is killed if it waits: nothing in this one would run any more. */
function readElsewhere(made: string, given: string, input: string): unknown {
  const folder = mkdtempSync(inFolder('elsewhere-'));
  const module = JSON.stringify(new URL('../../src/store/key.ts', import.meta.url).href);
  const script = `import { readSecret } from ${module}; console.log(JSON.stringify(readSecret({${given}})))`;
  const words = ['-c', `${made}; exec "$1" --input-type=module --eval "$2" ${input}`, 'bash', process.execPath, script];
  const ran = spawnSync('bash', words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: WAIT,
    killSignal: 'SIGKILL',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (ran.stdout === '') throw new Error(`It was ended by ${ran.signal ?? 'itself'}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

test('each purpose has a key of its own', () => {
  expect(deriveKey(secret, 'store a')).toEqual(deriveKey(secret, 'store a'));
  expect(deriveKey(secret, 'store a')).not.toEqual(deriveKey(secret, 'store b'));
});
