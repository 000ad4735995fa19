/** A clean Debian in a folder, with a network namespace of its own: where a package shows what it needs. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { baseArchive } from './built.ts';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** The first Debian archive that this machine's apt is set up for, and the release it runs. */
export function mirror(): { readonly address: string; readonly suite: string } {
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...readdirSync(folder).map((name) => join(folder, name))];
  const text = files.map((file) => textOf(file)).join('\n');
  const address = /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(https?:\/\/\S+\/debian\/?)(?:\s|$)/mu.exec(text)?.[1];
  const suite = /^VERSION_CODENAME=(\w+)$/mu.exec(textOf('/etc/os-release'))?.[1];
  if (address === undefined || suite === undefined) throw new Error('apt knows no Debian archive here');
  return { address, suite };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export class DebianRoot {
  readonly path: string;
  readonly namespace: string;
  readonly #running: ChildProcess[] = [];

  /** Unpacks the base system into the new folder `path`. The first of a machine makes it, which takes 40 seconds. */
  static async unpack(path: string): Promise<DebianRoot> {
    const { address, suite } = mirror();
    mkdirSync(path, { recursive: true });
    await promisify(execFile)('tar', ['-C', path, '-xf', await baseArchive(suite, address)]);
    return new DebianRoot(path);
  }

  private constructor(path: string) {
    this.path = path;
    this.namespace = `nv-deb-${process.pid}`;
    copyFileSync('/etc/resolv.conf', join(path, 'etc/resolv.conf'));
    execFileSync('mount', ['-t', 'proc', 'proc', join(path, 'proc')]);
    execFileSync('ip', ['netns', 'add', this.namespace]);
    execFileSync('ip', ['-n', this.namespace, 'link', 'set', 'lo', 'up']);
  }

  /** Runs a command in it, with this machine's network; returns its output. */
  run(...words: readonly string[]): string {
    const environment = { PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    return execFileSync('chroot', [this.path, ...words], { encoding: 'utf8', env: environment, stdio: 'pipe' });
  }

  /** Installs a package, and what it depends on from the archive. */
  install(file: string): void {
    copyFileSync(file, join(this.path, 'tmp', basename(file)));
    this.run('apt-get', 'install', '-qy', '--no-install-recommends', `/tmp/${basename(file)}`);
  }

  /** Starts a command in its network namespace, or in another. */
  start(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    namespace: string = this.namespace,
  ): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', namespace, 'chroot', this.path, ...words], {
      env: { PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.push(child);
    return child;
  }

  /** Runs a program of this machine in its network namespace. */
  outside(...words: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.namespace, ...words], { encoding: 'utf8' });
  }

  async close(): Promise<void> {
    for (const child of this.#running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    execFileSync('ip', ['netns', 'delete', this.namespace]);
    execFileSync('umount', [join(this.path, 'proc')]);
    rmSync(this.path, { recursive: true, force: true });
  }
}
