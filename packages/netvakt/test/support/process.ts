import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** One line of the log, as it was written. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** A running `netvakt`, and everything that it wrote. */
export class Netvakt {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  #end: string | undefined;
  readonly #ended: Promise<number | null>;
  readonly #waiting = new Set<() => void>();

  /**
   * @param preload - a module that runs before the program.
   * @param through - a command that runs the program: `ip netns exec NAME`, say. It must pass signals on.
   * @param environment - in addition to the path of programs.
   */
  constructor(
    words: readonly string[],
    preload: readonly URL[] = [],
    through: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ) {
    const flags = ['--conditions=@netvakt/source', ...preload.map(({ href }) => `--import=${href}`)];
    const [command = '', ...rest] = [...through, process.execPath, ...flags, MAIN, ...words];
    this.#child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#take('stderr', text));
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.#end = signal ?? `code ${code}`;
        resolve(code);
        this.#look();
      });
    });
  }

  /** The log so far. Anything on standard error that is no JSON fails the test that asks. */
  get log(): LogLine[] {
    const whole = this.stderr.slice(0, this.stderr.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Resolves with the `count`th line that contains `message`; rejects when the process ends without it. */
  async logged(message: string, count = 1): Promise<LogLine> {
    return await this.#until(message, () => this.log.filter((line) => line.message === message)[count - 1]);
  }

  /** Resolves when `text` is on standard output; rejects when the process ends without it. */
  async printed(text: string): Promise<void> {
    await this.#until(text, () => (this.stdout.includes(text) ? true : undefined));
  }

  async #until<Found>(wanted: string, find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#end !== undefined)
        throw new Error(`It ended (${this.#end}) without saying "${wanted}":\n${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Process id of the program itself, if what it runs through replaces itself by it (`exec`). */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Goes away as a reader: what it writes from now on meets EPIPE. */
  stopReading(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** Resolves with the exit code; `null` if a signal ended it. */
  get exited(): Promise<number | null> {
    return this.#ended;
  }

  /** For the end of a test, whatever became of it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #take(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#look();
  }

  #look(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Writes `files` into a new folder, makes `folders` in it, and returns it. */
export async function folderWith(
  files: Readonly<Record<string, string>>,
  ...folders: readonly string[]
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'netvakt-e2e-'));
  await Promise.all(folders.map((name) => mkdir(join(folder, name), { mode: 0o700 })));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}
