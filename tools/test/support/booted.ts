import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UNHURRIED, until, WAIT } from '@netvakt/testing';
import type { DebianRoot } from './debian-root.ts';

const BOOT = fileURLToPath(new URL('./boot.sh', import.meta.url));

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const NAMESPACES = ['--mount', '--pid', '--cgroup', '--uts', '--ipc', '--net'] as const;

/** What a typed command wrote. */
export interface Typed {
  readonly shown: string;
  readonly errors: string;
}

/** A Debian whose systemd runs, as the first process of namespaces of its own. */
export class Booted {
  readonly #root: DebianRoot;
  readonly #child: ChildProcess;
  readonly #group = `netvakt-test-${process.pid}`;
  readonly #namespace: string;
  #first = 0;

  private constructor(root: DebianRoot, namespace: string) {
    this.#root = root;
    this.#namespace = namespace;
    const words = ['netns', 'exec', namespace, 'bash', BOOT, root.path, this.#group];
    this.#child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Boots it in its network namespace, or in another; resolves when its service manager answers. */
  static async start(root: DebianRoot, namespace: string = root.namespace): Promise<Booted> {
    const booted = new Booted(root, namespace);
    await booted.until(() => {
      booted.#first = firstChildOf(booted.#child.pid ?? 0);
      return booted.#first !== 0 && /^(?:running|degraded)$/mu.test(booted.run('systemctl is-system-running'));
    });
    return booted;
  }

  /** Runs a line of shell in it; returns what it writes, whatever its exit code. */
  run(...words: readonly string[]): string {
    const inside = ['--target', String(this.#first), ...NAMESPACES];
    try {
      return execFileSync('nsenter', [...inside, 'sh', '-c', `{ ${words.join(' ')} ; } 2>&1 || true`], {
        encoding: 'utf8',
        env: { PATH },
        timeout: WAIT,
      });
    } catch {
      return '';
    }
  }

  /** Runs a program of this machine in its network namespace; returns what it writes, '' if it fails. */
  outside(words: readonly string[]): string {
    try {
      return execFileSync('ip', ['netns', 'exec', this.#namespace, ...words], { encoding: 'utf8', stdio: 'pipe' });
    } catch {
      return '';
    }
  }

  /** Types a command as root does, in root's home; resolves with what it writes to standard output and to standard error. */
  async type(command: string): Promise<Typed> {
    const words = ['--target', String(this.#first), ...NAMESPACES, 'bash', '-c', `cd /root\n${command}`];
    const child = spawn('nsenter', words, {
      env: { PATH, HOME: '/root', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: UNHURRIED,
    });
    const typed = { shown: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (typed.shown += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (typed.errors += text));
    await once(child, 'close');
    return typed;
  }

  /** A property of the service. */
  property(name: string): string {
    return this.run('systemctl', 'show', '--property', name, '--value', 'netvakt.service').trim();
  }

  /** Asks until it holds; a failure reports what systemd and the journal contain about the service. */
  async until(holds: () => boolean): Promise<void> {
    const state =
      'systemctl status --no-pager --full netvakt.service; journalctl --no-pager --lines 30 --unit netvakt.service';
    await until('a state of the service', holds, () => this.run(state));
  }

  /** Ends every process of it. */
  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    process.kill(this.#first, 'SIGKILL');
    await ended;
    const sweep = 'mount -t cgroup2 none "$0" && find "$0/$1" -depth -type d -exec rmdir {} +';
    execFileSync('unshare', ['--mount', 'sh', '-c', sweep, `${this.#root.path}/mnt`, this.#group]);
  }
}

/** The process that `pid` has forked first; 0 while there is none. */
function firstChildOf(pid: number): number {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return Number(first);
}
