/** The matcher's tests once more without the kernel: on a platform that has no SIMD, JavaScript gives the same answers. */
import { expect, test } from '@jest/globals';

// Before anything is asked of the matcher: a thread finds out once whether it has a kernel.
Object.defineProperty(globalThis, 'WebAssembly', { value: undefined });

const TESTS = [
  './agreement.test.ts',
  './alternates.test.ts',
  './batch.test.ts',
  './explain.test.ts',
  './hashed-matcher.test.ts',
  './metamorphic.test.ts',
  './odd-requests.test.ts',
  './radix-trie.test.ts',
  './text-prefix.test.ts',
  './walk.test.ts',
  '../compile/compile.test.ts',
  '../compile/overlay.test.ts',
  '../snapshot/damage.test.ts',
  '../wrong-arrays.test.ts',
];
for (const file of TESTS) await import(file);

test('all of this ran without a kernel', async () => {
  const { kernelOfThread } = await import('../../src/hash/kernel.ts');
  expect(kernelOfThread()).toBeUndefined();
});
