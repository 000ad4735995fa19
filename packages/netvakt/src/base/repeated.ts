import type { ChildProcess } from 'node:child_process';
import { type Schedule, spawnBehindTraffic, waitBeforeFetch } from '@netvakt/blocklist';

/** A command of this program that is run on a schedule, each time in its own process. */
export interface RepeatedOptions {
  /** Program and arguments before the command: those of this process. */
  readonly self: readonly [string, ...string[]];
  /** The command; it writes lines of JSON, each with an `outcome`. */
  readonly words: readonly string[];
  readonly schedule: Schedule;
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Handles the lines that the command wrote, and its exit code (`null` if a signal ended it or it did not start). */
  readonly settle: (lines: readonly string[], code: number | null) => Promise<RunOutcome>;
}

/** The result of one run. */
export interface RunOutcome {
  /** True delays the next run, as the schedule says. */
  readonly failed: boolean;
  /** Milliseconds after which the next run is due at the latest, whatever the schedule says. */
  readonly within?: number;
}

/**
 * Runs a command on a schedule. Input from outside is read in the command's process: a hostile or huge delivery costs this process
 * nothing, and its plain text ends with the command.
 */
export class Repeated {
  readonly #options: RepeatedOptions;
  #timer: NodeJS.Timeout | undefined;
  #child: ChildProcess | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: RepeatedOptions) {
    this.#options = options;
  }

  /** Stops the schedule and kills the command, if it runs. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  /** Runs the command after `milliseconds`, and from then on by its schedule. */
  wait(milliseconds: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#again(), milliseconds);
    this.#timer.unref();
  }

  /** Runs the command once; resolves with the milliseconds after which it is due again at the latest. */
  async once(): Promise<number> {
    const { settle } = this.#options;
    const { answer, code } = await this.#run();
    if (this.#closed) return Number.POSITIVE_INFINITY;
    const { failed, within = Number.POSITIVE_INFINITY } = await settle(answer.split('\n').filter(isAnswer), code);
    this.#failures = failed ? this.#failures + 1 : 0;
    return within;
  }

  async #again(): Promise<void> {
    const { schedule, chance } = this.#options;
    const within = await this.once();
    this.wait(Math.max(0, Math.min(within, waitBeforeFetch(schedule, this.#failures, chance()))));
  }

  #run(): Promise<{ readonly answer: string; readonly code: number | null }> {
    const { self, words } = this.#options;
    const [program, ...first] = self;
    const child = spawnBehindTraffic(program, [...first, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    let answer = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    child.once('error', () => undefined); // 'close' follows, with a code that is no success
    return new Promise((resolve) => {
      child.once('close', (code) => {
        this.#child = undefined;
        resolve({ answer, code });
      });
    });
  }
}

/** Whether a line is an answer of a command. With some options, V8 writes lines between them, and even objects. */
function isAnswer(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'outcome' in value && typeof value.outcome === 'string';
  } catch {
    return false;
  }
}
