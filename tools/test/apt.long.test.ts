/** A signed repository, made by deploy/apt/publish, as apt of a clean Debian sees it: installs, upgrades, goes back, and refuses what was changed. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { builtRelease, packageIn } from './support/built.ts';
import { DebianRoot } from './support/debian-root.ts';
import { testWith } from './support/missing.ts';
import { nextVersion } from './support/next-version.ts';

const PUBLISH = fileURLToPath(new URL('../../deploy/apt/publish', import.meta.url));
const NEEDS = { programs: ['debootstrap', 'apt-ftparchive', 'gpg', 'python3'], root: true };
const folder = mkdtempSync(join(tmpdir(), 'netvakt-apt-'));
const [packages, repository] = [join(folder, 'packages'), join(folder, 'repository')];
const environment = { ...process.env, GNUPGHOME: join(folder, 'keys') };
let root: DebianRoot | undefined;
let server: ChildProcess | undefined;
let file = '';
let key = '';

/** Publishes what is in the folder of packages; returns the output. */
function publish(...options: readonly string[]): string {
  const words = ['--key', key, '--packages', packages, '--repository', repository, ...options];
  return execFileSync(PUBLISH, words, { encoding: 'utf8', env: environment, stdio: 'pipe' });
}

/** Runs a line of shell in the clean Debian; resolves with all that it writes, and rejects with it. */
async function within(line: string): Promise<string> {
  const words = [root?.path ?? '', 'sh', '-c', `{ ${line} ; } 2>&1`];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const { stdout } = await promisify(execFile)('chroot', words, { env, maxBuffer: 1e8 });
  return stdout;
}

/** The output of apt when it reads the index again, and whether it accepted it. */
async function update(): Promise<{ readonly ok: boolean; readonly printed: string }> {
  const printed = await within('apt-get update -o APT::Update::Error-Mode=any; echo code $?');
  return { ok: printed.trimEnd().endsWith('code 0'), printed };
}

const version = (path: string): string =>
  execFileSync('dpkg-deb', ['--field', path, 'Version'], { encoding: 'utf8' }).trim();

beforeAll(async () => {
  file = packageIn(await builtRelease());
  root = await DebianRoot.unpack(join(folder, 'root'));
  mkdirSync(packages);
  mkdirSync(repository);
  mkdirSync(environment.GNUPGHOME, { mode: 0o700 });
  const generate = [
    '--batch',
    '--quiet',
    '--passphrase',
    '',
    '--quick-gen-key',
    'Netvakt packages',
    'ed25519',
    'sign',
    'never',
  ];
  execFileSync('gpg', generate, { env: environment, stdio: 'pipe' });
  const keys = execFileSync('gpg', ['--list-keys', '--with-colons'], {
    encoding: 'utf8',
    env: environment,
    stdio: 'pipe',
  });
  key = /^fpr:+([\dA-F]{40}):/mu.exec(keys)?.[1] ?? '';
  server = spawn('python3', ['-u', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', repository, '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (server.stdout === null) throw new Error('no output');
  const [printed] = (await once(server.stdout, 'data')) as [Buffer];
  const port = / port (\d+) /u.exec(printed.toString())?.[1] ?? '';
  const sources = `Types: deb\nURIs: http://127.0.0.1:${port}/\nSuites: stable\nComponents: main\nSigned-By: /etc/apt/keyrings/netvakt.asc\n`;
  writeFileSync(join(root.path, 'etc/apt/sources.list.d/netvakt.sources'), sources);
}, LONG_TEST);

afterAll(async () => {
  if (server !== undefined) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
  execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env: environment });
  await root?.close();
  rmSync(folder, { recursive: true, force: true });
}, LONG_TEST);

testWith(NEEDS, 'installs what was published, and says whose it is', async () => {
  copyFileSync(file, join(packages, basename(file)));
  expect(publish()).toBe(`1 versions in ${repository}, suite stable, signed by ${key}\n`);
  mkdirSync(join(root?.path ?? '', 'etc/apt/keyrings'), { recursive: true });
  copyFileSync(join(repository, 'netvakt.asc'), join(root?.path ?? '', 'etc/apt/keyrings/netvakt.asc'));
  expect(await update()).toMatchObject({ ok: true });
  await within('apt-get install -qy --no-install-recommends netvakt');
  expect(await within('netvakt --version')).toBe(`${version(file)}\n`);
  expect(await within('apt-cache policy')).toContain('o=Netvakt,a=stable,n=stable,l=Netvakt,c=main');
});

testWith(NEEDS, 'a later version is an upgrade; the earlier one stays, to go back to', async () => {
  const next = nextVersion(file, folder);
  copyFileSync(next, join(packages, basename(next)));
  expect(publish()).toContain('2 versions in ');
  expect(await update()).toMatchObject({ ok: true });
  await within('apt-get install -qy --only-upgrade netvakt');
  expect(await within('netvakt --version')).toBe(`${version(file)}.next\n`);
  await within(`apt-get install -qy --allow-downgrades netvakt=${version(file)}`);
  expect(await within('netvakt --version')).toBe(`${version(file)}\n`);
});

testWith(NEEDS, 'the same version with other bytes is refused, and nothing has changed', () => {
  const before = readFileSync(join(repository, 'dists/stable/InRelease'), 'utf8');
  const place = join(packages, basename(file));
  appendFileSync(place, 'x');
  expect(() => publish()).toThrow(/is in the repository already, with other bytes/u);
  expect(readFileSync(join(repository, 'dists/stable/InRelease'), 'utf8')).toBe(before);
  copyFileSync(file, place);
});

testWith(
  NEEDS,
  'apt refuses an index that somebody has changed, one of another key, and one that is too old',
  async () => {
    const index = join(repository, 'dists/stable');
    const folderOfIndex = join(index, 'main/binary-amd64');
    const inRelease = readFileSync(join(index, 'InRelease'), 'utf8');
    writeFileSync(join(index, 'InRelease'), inRelease.replace('Label: Netvakt', 'Label: Another'));
    expect(await update()).toMatchObject({ ok: false, printed: expect.stringMatching(/BADSIG|not valid|invalid/u) });

    // Signed lists of other packages: every form of the index is exchanged, the signature is not.
    writeFileSync(join(index, 'InRelease'), inRelease);
    const forms = [
      ...readdirSync(join(folderOfIndex, 'by-hash/SHA256')).map((name) => join('by-hash/SHA256', name)),
      'Packages',
      'Packages.gz',
    ];
    for (const name of forms) appendFileSync(join(folderOfIndex, name), '\n\n');
    await within('rm -f /var/lib/apt/lists/*127.0.0.1*');
    expect(await update()).toMatchObject({
      ok: false,
      printed: expect.stringMatching(/Hash Sum mismatch|unexpected size/u),
    });

    publish();
    expect(await update()).toMatchObject({ ok: true });
    execFileSync(
      'gpg',
      ['--batch', '--quiet', '--passphrase', '', '--quick-gen-key', 'Another', 'ed25519', 'sign', 'never'],
      { env: environment, stdio: 'pipe' },
    );
    const own = key;
    const keys = execFileSync('gpg', ['--list-keys', '--with-colons', 'Another'], {
      encoding: 'utf8',
      env: environment,
      stdio: 'pipe',
    });
    key = /^fpr:+([\dA-F]{40}):/mu.exec(keys)?.[1] ?? '';
    publish();
    expect(await update()).toMatchObject({ ok: false, printed: expect.stringMatching(/NO_PUBKEY|not signed/u) });
    key = own;
    publish('--valid-days', '1');
    const later = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const printed = await within(
      `rm -f /var/lib/apt/lists/*127.0.0.1*; apt-get update -o Acquire::Max-ValidTime=0 && grep -h ^Valid-Until /var/lib/apt/lists/*127.0.0.1*InRelease`,
    );
    const until = Date.parse(/^Valid-Until: (.+)$/mu.exec(printed)?.[1] ?? '');
    expect(until).toBeGreaterThan(Date.now());
    expect(until).toBeLessThan(Date.parse(later));
  },
);

test('wrong usage is named', () => {
  for (const words of [[], ['--nope'], ['--key'], ['--key', 'short']]) {
    const run = (): string => execFileSync(PUBLISH, words, { encoding: 'utf8', stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 2 }));
  }
  expect(existsSync('apt')).toBe(false);
});
