import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { LinuxError, UnsupportedPlatformError } from '../../src/linux/linux-error.ts';
import { loadNative, native, succeed } from '../../src/linux/native.ts';

const missing = (): never => createRequire(import.meta.url)('a-package-that-is-not-there') as never;

test.each([
  { why: 'another system', platform: 'darwin', architecture: 'arm64', expected: 'darwin' },
  { why: 'an architecture with other numbers', platform: 'linux', architecture: 'mips', expected: 'mips' },
  { why: 'no prebuilt library', platform: 'linux', architecture: 'x64', expected: 'koffi' },
])('$why is a typed error with a remedy', ({ platform, architecture, expected }) => {
  const attempt = (): unknown => loadNative(platform, architecture, missing);
  expect(attempt).toThrow(UnsupportedPlatformError);
  expect(attempt).toThrow(LinuxError);
  expect(attempt).toThrow(new RegExp(`${expected}.*Use the explicit proxy`, 'u'));
});

test('a failing call says which and why', () => {
  const result = native().fcntl(-1, 1, 'int', 0);
  expect(result).toBe(-1);
  expect(() => succeed('fcntl(F_GETFD)', result)).toThrow(
    expect.objectContaining({ code: 'ERR_LINUX_CALL', call: 'fcntl(F_GETFD)', errno: 'EBADF' }),
  );
});

test('a call that succeeds passes its result on', () => {
  const fd = succeed('socket', native().socket(2, 1, 0));
  expect(fd).toBeGreaterThan(2);
  expect(native().close(fd)).toBe(0);
});

test('worker threads load it for themselves, and one that is ended takes nothing with it', async () => {
  const source = new URL('./support/calls-in-a-thread.ts', import.meta.url);
  const workers = Array.from({ length: 3 }, () => new Worker(source, { execArgv: ['--conditions=@netvakt/source'] }));
  const answers = await Promise.all(
    workers.map((worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))),
  );
  expect(answers).toEqual(['EBADF', 'EBADF', 'EBADF']);
  await Promise.all(workers.map((worker) => worker.terminate()));
  expect(native().fcntl(1, 1, 'int', 0)).toBeGreaterThanOrEqual(0);
});
