/** The OCI image, built without a registry by deploy/container/build, and started as a container runtime starts it. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { LONG_TEST, until } from '@netvakt/testing';
import { baseArchive, builtRelease } from './support/built.ts';
import { mirror } from './support/debian-root.ts';
import { testWith } from './support/missing.ts';

const BUILD = fileURLToPath(new URL('../../deploy/container/build', import.meta.url));
const NEEDS = { programs: ['debootstrap', 'buildah', 'ip', 'curl', 'unshare'], root: true };
const NAMESPACE = `nv-image-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'netvakt-image-'));
const run = promisify(execFile);
/** A storage of images of the test's own; the builds run in chroots, which need no runtime. */
const environment = {
  ...process.env,
  CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
  BUILDAH_ISOLATION: 'chroot',
};
const archive = join(folder, 'image.tar');
/** 18 November 2026, in Unix seconds. */
const EPOCH = '1795000000';
let mounted = '';

/** The image's settings for its start. */
interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly StopSignal: string;
}

async function buildah(...words: readonly string[]): Promise<string> {
  const { stdout } = await run('buildah', words, { env: environment, maxBuffer: 1e8 });
  return stdout.trim();
}

beforeAll(async () => {
  const [graph, state] = [join(folder, 'graph'), join(folder, 'state')];
  writeFileSync(
    environment.CONTAINERS_STORAGE_CONF,
    `[storage]\ndriver = "vfs"\ngraphroot = "${graph}"\nrunroot = "${state}"\n`,
  );
  const { address, suite } = mirror();
  const [release, base] = [await builtRelease(), await baseArchive(suite, address)];
  const words = [
    '--packages',
    release,
    '--base',
    base,
    '--suite',
    suite,
    '--tag',
    'netvakt-test',
    '--epoch',
    EPOCH,
    '--archive',
    archive,
  ];
  const { stdout } = await run(BUILD, words, { env: environment, maxBuffer: 1e8 });
  if (stdout !== 'built netvakt-test\n') throw new Error(stdout);
  mounted = await buildah('mount', await buildah('from', '--pull-never', 'netvakt-test'));
  execFileSync('ip', ['netns', 'add', NAMESPACE]);
  execFileSync('ip', ['-n', NAMESPACE, 'link', 'set', 'lo', 'up']);
}, LONG_TEST);

afterAll(async () => {
  execFileSync('ip', ['netns', 'delete', NAMESPACE]);
  await buildah('rm', '--all');
  rmSync(folder, { recursive: true, force: true });
}, LONG_TEST);

async function configOf(): Promise<ImageConfig> {
  const inspected = JSON.parse(await buildah('inspect', '--type', 'image', 'netvakt-test')) as {
    readonly OCIv1: { readonly config: ImageConfig };
  };
  return inspected.OCIv1.config;
}

testWith(NEEDS, 'an OCI image that runs as the user netvakt, and keeps nothing of its build', async () => {
  expect(await configOf()).toMatchObject({
    User: 'netvakt',
    Entrypoint: ['/usr/bin/netvakt'],
    Cmd: ['run', '--config', '/etc/netvakt/netvakt.yaml'],
    ExposedPorts: { '3128/tcp': {}, '9464/tcp': {} },
    StopSignal: 'SIGTERM',
  });
  const left = execFileSync('sh', ['-c', 'ls "$0"/tmp "$0"/var/lib/apt/lists', mounted], { encoding: 'utf8' });
  expect(left).not.toContain('.deb');
  // A RUN leaves an empty one, for the machine's own to be shown there meanwhile.
  expect(readFileSync(join(mounted, 'etc/hostname'), 'utf8')).toBe('');
  expect(readFileSync(join(mounted, 'etc/resolv.conf'), 'utf8')).toBe('');
  const listed = execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).split('\n');
  expect(listed).toEqual(expect.arrayContaining(['index.json', 'oci-layout']));
});

/**
 * As a container runtime does it: namespaces of its own, a root that cannot be written, no capability, no new privileges, process 1. The
 * network is that of the test, which has a loopback only.
 */
function start(words: readonly string[]): ReturnType<typeof spawn> {
  const script = `
    mount --bind "$0" "$0"; mount -o remount,ro,bind "$0"
    mount -t proc proc "$0/proc"; mount -t tmpfs tmpfs "$0/tmp"
    exec chroot "$0" /usr/bin/setpriv --reuid netvakt --regid netvakt --clear-groups --no-new-privs --bounding-set -all --inh-caps -all "$@"`;
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--uts', '--ipc', '--propagation', 'private'];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  return spawn('ip', ['netns', 'exec', NAMESPACE, 'unshare', ...namespaces, 'sh', '-ec', script, mounted, ...words], {
    env,
  });
}

/** What curl writes in the namespace of the container; nothing if nobody answers. */
async function curl(...words: readonly string[]): Promise<string> {
  const asked = run('ip', ['netns', 'exec', NAMESPACE, 'curl', '-s', ...words]);
  const { stdout } = await asked.catch(() => ({ stdout: '' }));
  return stdout;
}

testWith(
  NEEDS,
  'started it filters as process 1 without any capability, on a root that cannot be written, and ends in peace',
  async () => {
    const { Entrypoint, Cmd } = await configOf();
    const child = start([...Entrypoint, ...Cmd]);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => (output += bytes.toString()));
    const ended = once(child, 'exit');
    await until(
      'a filter',
      async () => (await curl('http://127.0.0.1:9464/-/ready')).includes('"ready":true'),
      () => output,
    );
    const status = ['-o', '/dev/null', '-w', '%{http_code}', '-x', 'http://127.0.0.1:3128'];
    expect(await curl(...status, 'http://blocked.test/')).toBe('451');
    const [first = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
    expect(readFileSync(`/proc/${first}/status`, 'utf8')).toMatch(
      /^NSpid:\t\d+\t1$[^]*^CapEff:\t0+$[^]*^CapBnd:\t0+$/mu,
    );
    process.kill(Number(first), 'SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output).toContain('stopped');
  },
);

const build = (...words: readonly string[]): string => execFileSync(BUILD, words, { encoding: 'utf8', stdio: 'pipe' });

testWith(NEEDS, 'wrong usage is named, and so is a folder without a package', () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  expect(() => build('--nope')).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => build('--epoch', 'today')).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => build('--tag')).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => build('--packages', empty)).toThrow(/not 1\. Make one: pnpm release/u);
});
