/** The client and the origin of a run: see load.c. They have the first core. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compiledProgram } from '../common/compiler.ts';
import { pinned } from '../common/daemon.ts';
import { runAtOnce } from '../common/priority.ts';

const SOURCE = new URL('load.c', import.meta.url);
export const LOAD_CORE = 0;
/** Also what Linux calls the process' only thread. */
const NAME = 'tail-load';

/** What the client does in one round; times in milliseconds. */
export interface TailLoadTask {
  /** The proxy's. */
  readonly port: number;
  /** Requests a second; 0: as many as there can be. */
  readonly rate: number;
  readonly connections: number;
  readonly warm: number;
  readonly idle: number;
  readonly millis: number;
  /** New connections that come at once; 0: none. */
  readonly burst: number;
  /** Addresses that clients come from, 127.0.1.1 and so on; left out: 127.0.0.1. */
  readonly sources?: number;
}

/** What the client saw while it measured; times in microseconds. */
export interface TailLoadAnswer {
  readonly seconds: number;
  readonly sent: number;
  readonly done: number;
  /** Answered in another way than it should be, or not at all. */
  readonly failed: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How late requests were sent although a connection was free. */
  readonly delayP99: number;
  readonly delayMax: number;
}

/** The name that requests ask for; it leads to the origin. */
export const LOAD_HOST = 'page.example';
const BURST_EVERY = 250;

/** The running client and origin. */
export class TailLoad {
  readonly #child: ChildProcess;
  readonly #originPort: number;
  readonly #lines: AsyncIterator<string, undefined>;
  readonly #end = (): boolean => this.#child.kill('SIGKILL');

  /** Compiles and starts them. @param folder - for the program */
  static async start(folder: string, originPort: number): Promise<TailLoad> {
    const load = new TailLoad(compiledProgram(SOURCE, folder, NAME), originPort);
    await load.#line();
    runAtOnce(load.pid, NAME, 2);
    return load;
  }

  private constructor(program: string, originPort: number) {
    const [command, words] = pinned({ program, args: [String(originPort)], core: LOAD_CORE });
    this.#child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    process.once('exit', this.#end);
    this.#originPort = originPort;
    const { stdout } = this.#child;
    if (stdout === null) throw new TypeError('The client has no output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Plays a round. `begun` is called before the measurement, `ended` after it; the client waits until they return. */
  async play(
    { port, rate, connections, warm, idle, millis, burst, sources = 0 }: TailLoadTask,
    begun: () => void,
    ended: () => void = () => undefined,
  ): Promise<TailLoadAnswer> {
    const host = `${LOAD_HOST}:${this.#originPort}`;
    const words = [port, host, rate, connections, warm, idle, millis, burst, BURST_EVERY, sources];
    this.#child.stdin?.write(`${words.join(' ')}\n`);
    await this.#line();
    begun();
    this.#child.stdin?.write('\n');
    const answer = JSON.parse(await this.#line()) as TailLoadAnswer;
    ended();
    this.#child.stdin?.write('\n');
    return answer;
  }

  async stop(): Promise<void> {
    process.off('exit', this.#end);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('The client ended early');
    return value;
  }
}
