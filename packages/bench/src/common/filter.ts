/** The command as an operator has it, built: run during the benchmark, or as the running filter. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { throughOneCore } from '@netvakt/blocklist';
import { processorTime } from './processor.ts';
import { UsageError } from './usage.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const WORDS = [join(ROOT, 'packages/netvakt/dist/main.js')];

/**
 * Brings what is built up to date. Run from source, each start would strip the types of some three hundred files first: half of the
 * time that a roll-back takes, and nothing that an operator waits for. The compiler is that of the checkout, whoever starts the bench: only
 * pnpm has it on the path.
 *
 * @throws UsageError if the checkout has no compiler, or the compiler finds faults
 */
export function buildCommand(root: string = ROOT): void {
  const compiler = join(root, 'node_modules/.bin/tsc');
  if (!existsSync(compiler))
    throw new UsageError('The command cannot be built: this checkout has no compiler. Run pnpm install in it first');
  // What the compiler finds is no part of the report.
  const { status, error } = spawnSync(compiler, ['--build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  const found = error?.message ?? 'the compiler found what is listed above';
  throw new UsageError(`The command cannot be built: ${found}. Mend that first; pnpm run build shows it again`);
}

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** CPU seconds: how long it would take on an idle machine, without waiting. */
  readonly coreSeconds: number;
}

/** How a command is kept behind the traffic: a program and its words that run it, and options of Node. */
export interface Behind {
  readonly through: readonly string[];
  readonly options: readonly string[];
}

/** As a running filter starts what fetches its lists, but for the priority, which is that of whoever starts it here. */
export const AS_THE_FILTER: Behind = { through: throughOneCore(), options: [] };
const AS_A_PERSON: Behind = { through: [], options: [] };

/** CPU seconds of ended children of a process so far (proc(5): cutime and cstime, in hundredths). */
function childrenSeconds(pid: number | 'self'): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Runs `netvakt …` to its end, kept behind the traffic. */
export async function behindTraffic({ through, options }: Behind, ...words: readonly string[]): Promise<Ran> {
  const [begun, spent] = [performance.now(), childrenSeconds('self')];
  const [program = '', ...rest] = [...through, process.execPath, ...options, ...WORDS, ...words];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - begun) / 1000;
  return { code, stdout, stderr, seconds, coreSeconds: childrenSeconds('self') - spent };
}

/** Runs `netvakt …` to its end, as a person does; throws its output if it fails. */
export async function mustRun(...words: readonly string[]): Promise<Ran> {
  const ran = await behindTraffic(AS_A_PERSON, ...words);
  if (ran.code !== 0) throw new Error(`netvakt ${words.slice(0, 2).join(' ')} failed: ${ran.stderr}${ran.stdout}`);
  return ran;
}

/** A running filter whose log can be waited for. */
export class RunningFilter {
  readonly #child: ReturnType<typeof spawn>;
  readonly #end = (): boolean => this.#child.kill('SIGKILL');
  #log = '';
  #look: () => void = () => undefined;

  constructor(config: string) {
    this.#child = spawn(process.execPath, [...WORDS, 'run', '--config', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    process.once('exit', this.#end);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
      this.#look();
    });
  }

  /** Resolves with the `count`th line that contains `message`. */
  async logged(message: string, count: number): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const lines = this.#log
        .split('\n')
        .filter((line) => line.includes(`"message":"${message}"`) && line.endsWith('}'));
      const line = lines[count - 1];
      if (line !== undefined) return JSON.parse(line) as Readonly<Record<string, unknown>>;
      if (this.#child.exitCode !== null) throw new Error(`The filter ended: ${this.#log}`);
      await new Promise<void>((resolve) => (this.#look = resolve));
    }
  }

  /** The first port that the filter reports as listening, of `proxy` or of `admin`. */
  async portOf(what: 'proxy' | 'admin'): Promise<number> {
    const [address = ''] = (await this.logged('listening', 1))[what] as readonly string[];
    return Number(address.slice(address.lastIndexOf(':') + 1));
  }

  /** CPU seconds so far, including its ended processes. */
  get coreSeconds(): number {
    const { pid = 0 } = this.#child;
    return processorTime(pid).total + childrenSeconds(pid);
  }

  reload(): void {
    this.#child.kill('SIGHUP');
  }

  async stop(): Promise<void> {
    process.off('exit', this.#end);
    this.#child.kill('SIGKILL');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }
}
