/** `pnpm release`: its usage. What it builds is seen in release.long.test.ts and image.long.test.ts. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RELEASE = fileURLToPath(new URL('../release.ts', import.meta.url));

function release(...words: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RELEASE, ...words], {
    encoding: 'utf8',
    env: { PATH: '/nonexistent' },
  });
  return { status, output: `${stdout}${stderr}` };
}

test('--help names every kind of file that a release has', () => {
  const { status, output } = release('--help');
  expect(status).toBe(0);
  for (const file of ['.deb', '.tgz', '.oci.tar', 'netvakt.cdx.json', 'Containerfile', 'SHA256SUMS'])
    expect(output).toContain(file);
});

test('wrong usage, and a machine that cannot make an image, are named before anything is built', () => {
  expect(release('--nope')).toEqual({ status: 2, output: expect.stringContaining('See pnpm release --help') });
  const { status, output } = release();
  expect({ status, output }).toEqual({ status: 2, output: expect.stringContaining('add --no-image') });
});

test('the root, all packages and the newest release of the changelog have one version', () => {
  const packages = readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name));
  const versions = ['.', 'fixtures', ...packages].map((folder) => {
    const { version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    return version;
  });
  const [newest] =
    /(?<=^## )\d+\.\d+\.\d+(?= - \d{4}-\d{2}-\d{2}$)/mu.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect([...new Set(versions)]).toEqual([newest]);
});
