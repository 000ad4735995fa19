import { spawn } from 'node:child_process';
import { DEFAULT_SCHEDULE, waitBeforeFetch } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';
import type { Log } from '../run/log.ts';

/** What following needs from outside. */
export interface FollowOptions {
  readonly config: Config;
  readonly log: Log;
  /** Puts new deliveries in force. */
  readonly reload: () => Promise<void>;
  /** Counts a fetch that was refused, for a reason of the blocklist package. */
  readonly refused: (list: string, reason: string) => void;
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Program and words before `list update`: this one's own. */
  readonly self: readonly [string, ...string[]];
}

/** Lists that are being followed. */
export interface Following {
  /** Ends it, and the fetch that runs. */
  close(): void;
}

/**
 * Fetches all managed lists again and again, each time in a process of its own: a delivery is parsed there, so that a hostile or
 * a huge one costs this process nothing, and its plain text ends with that process. After a delivery was taken, `reload` is called.
 *
 * @returns `undefined` where the configuration does not ask for it.
 */
export function followLists(options: FollowOptions): Following | undefined {
  const { intake } = options.config;
  if (intake === undefined || intake.every_minutes === 0 || intake.lists.length === 0) return undefined;
  const follower = new Follower(options, intake.every_minutes * 60_000);
  follower.wait(0);
  return follower;
}

class Follower implements Following {
  readonly #options: FollowOptions;
  readonly #every: number;
  #timer: NodeJS.Timeout | undefined;
  #child: ReturnType<typeof spawn> | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: FollowOptions, every: number) {
    this.#options = options;
    this.#every = every;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  /** Fetches after `milliseconds`. */
  wait(milliseconds: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#fetch(), milliseconds);
    this.#timer.unref();
  }

  #fetch(): void {
    const { self, config } = this.#options;
    const [program, ...words] = self;
    const child = spawn(program, [...words, 'list', 'update', '--json', '--config', config.file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    child.once('error', () => undefined); // 'close' follows, with a code that is no success
    child.once('close', (code) => void this.#settle(answer, code));
  }

  async #settle(answer: string, code: number | null): Promise<void> {
    this.#child = undefined;
    if (this.#closed) return;
    const { log, reload, refused, chance } = this.#options;
    const outcomes = answer.split('\n').flatMap(outcomeOf);
    for (const outcome of outcomes) log[outcome.outcome === 'refused' ? 'warn' : 'info'](outcome, 'list update');
    for (const { list, reason } of outcomes) if (reason !== undefined) refused(list, reason);
    const failed = code === 1 || code === null || outcomes.length === 0;
    if (outcomes.length === 0) log.error({ code: code ?? 'none' }, 'list update did not run');
    this.#failures = failed ? this.#failures + 1 : 0;
    if (outcomes.some(({ outcome }) => outcome === 'taken')) await reload();
    this.wait(waitBeforeFetch({ ...DEFAULT_SCHEDULE, every: this.#every }, this.#failures, chance()));
  }
}

/** What is logged of one list: closed words, versions, counts. */
interface LoggedOutcome {
  readonly list: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly version?: string;
  readonly active?: number;
}

function outcomeOf(line: string): LoggedOutcome[] {
  if (line === '') return [];
  const { list, outcome, reason, version, active } = JSON.parse(line) as LoggedOutcome;
  return [
    {
      list,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(version === undefined ? {} : { version }),
      ...(active === undefined ? {} : { active }),
    },
  ];
}
