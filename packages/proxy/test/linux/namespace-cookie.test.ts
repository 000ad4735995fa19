import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { namespaceCookie } from '../../src/linux/namespace-cookie.ts';
import { describeInNamespaces } from '../netns/support/available.ts';

/** What a process in a new namespace finds. */
function elsewhere(): string {
  const module = fileURLToPath(new URL('../../src/linux/namespace-cookie.ts', import.meta.url));
  const program = `import { namespaceCookie } from ${JSON.stringify(module)}; process.stdout.write(namespaceCookie() ?? 'none');`;
  const words = ['--net', process.execPath, '--input-type=module', '--eval', program];
  return spawnSync('unshare', words, { encoding: 'utf8' }).stdout;
}

test('it is the same for the same namespace', () => {
  const [first, second] = [namespaceCookie(), namespaceCookie()];
  expect(first).toBe(second);
});

describeInNamespaces('in namespaces of their own', () => {
  test('each has another one, and none that was given before', () => {
    const found = [namespaceCookie() ?? 'none', elsewhere(), elsewhere()];
    expect(found).toEqual(found.map(() => expect.stringMatching(/^[0-9a-f]{16}$/u)));
    expect(new Set(found).size).toBe(3);
  });
});
