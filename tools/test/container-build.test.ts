import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import { testWith } from './support/missing.ts';

const BUILD = fileURLToPath(new URL('../../deploy/container/build', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'netvakt-container-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A buildah that builds nothing, and shows `root` as what is in its container. */
function fakeBuildah(root: string): string {
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const script = `#!/bin/sh\n[ "$1" != mount ] || echo '${root}'\n`;
  writeFileSync(join(programs, 'buildah'), script, { mode: 0o755 });
  return programs;
}

testWith(
  { programs: ['bash'] },
  'a base whose resolv.conf leads out of it does not empty a file of this machine',
  () => {
    const [root, packages, own] = ['root', 'packages', 'resolv.conf'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(join(root, 'etc'), { recursive: true });
    mkdirSync(packages);
    for (const name of ['netvakt_1_amd64.deb', 'Containerfile']) writeFileSync(join(packages, name), '');
    writeFileSync(join(root, 'etc/shadow'), 'root:*:20000:0:99999:7:::\n');
    writeFileSync(own, 'nameserver 192.0.2.1\n');
    symlinkSync(own, join(root, 'etc/resolv.conf'));
    const words = ['--packages', packages, '--base', own, '--epoch', '1795000000'];
    execFileSync(BUILD, words, { env: { ...process.env, PATH: `${fakeBuildah(root)}:${process.env['PATH'] ?? ''}` } });
    expect(readFileSync(own, 'utf8')).toBe('nameserver 192.0.2.1\n');
    expect(lstatSync(join(root, 'etc/resolv.conf')).isFile()).toBe(true);
    expect(readFileSync(join(root, 'etc/shadow'), 'utf8')).toBe('root:*:20775:0:99999:7:::\n');
  },
);
