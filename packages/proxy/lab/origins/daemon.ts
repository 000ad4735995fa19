/**
 * Real servers as child processes: unprivileged, on loopback, in a folder of their own, and always gone in the end.
 *
 * Each runs in a process group of its own, so that its workers end with it and nothing that we did not start is ever
 * signalled. `setpriv --pdeathsig` is the last net: where this process is killed outright, the kernel tells the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WAIT } from '@netvakt/testing';

/** `nobody` on every Debian: what a server runs as where the laboratory itself runs as root. */
const UNPRIVILEGED = 65_534;
/** Then it is ended by force: some wait half a minute for clients that are gone. */
const STOP_MS = 4_000;

const asRoot = process.getuid?.() === 0;
const living = new Set<Daemon>();

/** Where system programs live; a plain user's PATH often lacks the second. */
const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'];

/** The path of an installed program, or `undefined`. */
export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A new folder that the unprivileged user may write to. Removed by {@link Daemon.stop} of the daemon that owns it. */
export function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `netvakt-lab-${name}-`));
  if (asRoot) chownSync(folder, UNPRIVILEGED, UNPRIVILEGED);
  return folder;
}

/** Writes a file into a daemon's folder, readable by it. */
export function writeInto(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  if (asRoot) chownSync(path, UNPRIVILEGED, UNPRIVILEGED);
  return path;
}

/** A port that was free a moment ago. The caller tries again where it was taken meanwhile. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface DaemonOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its folder: standard output and error go to `output.log` there. Removed at the end. */
  readonly folder: string;
  /** Ready when this loopback port accepts. */
  readonly port: number;
  /** `false` runs it as the user who runs the laboratory. */
  readonly unprivileged?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running child process. */
export class Daemon {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #alive = true;

  constructor(options: DaemonOptions) {
    this.name = options.name;
    this.folder = options.folder;
    this.port = options.port;
    const log = openSync(join(options.folder, 'output.log'), 'a');
    const user = asRoot && options.unprivileged !== false;
    const drop = user ? [`--reuid=${UNPRIVILEGED}`, `--regid=${UNPRIVILEGED}`, '--clear-groups'] : [];
    const command = ['--pdeathsig', 'TERM', ...drop, options.command, ...options.args];
    this.#child = spawn('setpriv', command, {
      cwd: options.folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: FOLDERS.join(':'), LANG: 'C.UTF-8', TMPDIR: options.folder, ...options.environment },
    });
    closeSync(log); // The child has its own.
    this.#gone = new Promise((resolve) => {
      const end = (): void => {
        this.#alive = false;
        resolve();
      };
      this.#child.once('exit', end);
      this.#child.once('error', end);
    });
    living.add(this);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** What it has printed; for error messages. */
  output(): string {
    const path = join(this.folder, 'output.log');
    return existsSync(path) ? readFileSync(path, 'latin1') : '';
  }

  /** A file that it wrote, '' where there is none. */
  read(name: string): string {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'latin1') : '';
  }

  /** Signals its whole process group. */
  signal(name: NodeJS.Signals): void {
    if (this.pid === 0) return;
    try {
      process.kill(-this.pid, name);
    } catch {
      // The group is already gone.
    }
  }

  /** Ends it, by force after four seconds; its files stay until {@link discard}. */
  async end(): Promise<void> {
    this.signal('SIGTERM');
    await Promise.race([this.#gone, sleep(STOP_MS, undefined, { ref: false })]);
    this.signal('SIGKILL');
    if (this.#alive) await this.#gone;
  }

  discard(): void {
    living.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.end();
    this.discard();
  }
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Starts a server and waits until its port accepts.
 *
 * @throws Error with the server's own output where it exits or is not ready within {@link WAIT}; it is ended then.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const daemon = new Daemon(options);
  const deadline = performance.now() + WAIT;
  while (daemon.alive && performance.now() < deadline) {
    if (await accepts(options.port)) return daemon;
    await sleep(25);
  }
  const output = daemon.output().slice(-2000);
  await daemon.stop();
  throw new Error(`${options.name} did not become ready on 127.0.0.1:${options.port}: ${output}`);
}

/** Tries `start` on up to three free ports: another process may take a port between its choice and its use. */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Ends everything at once; for signal handlers and `exit`, where nothing can be awaited. */
export function killAll(): void {
  for (const daemon of living) {
    daemon.signal('SIGKILL');
    daemon.discard();
  }
}

process.once('exit', killAll);
