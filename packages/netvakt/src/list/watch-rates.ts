import { spawn } from 'node:child_process';
import type { ListLedger } from '@netvakt/metrics';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { BlockRate, type RateCounts, type RateJump } from './block-rate.ts';

/** What watching needs from outside. */
export interface WatchOptions {
  readonly config: Config;
  readonly log: Log;
  /** What was counted for a list so far, and which delivery of it is in force; `undefined` if none is. */
  readonly figures: (list: string) => (RateCounts & { readonly delivery: string }) | undefined;
  /** Puts in force what the store holds now. */
  readonly reload: () => Promise<void>;
  /** Counts roll-backs. */
  readonly ledger: ListLedger;
  /** Program and words before `list rollback`: this one's own. */
  readonly self: readonly [string, ...string[]];
  /** Milliseconds. */
  readonly now: () => number;
}

/** How often lists are looked at, in milliseconds. */
const LOOK = 1000;

/**
 * Watches how much each managed list blocks after a new delivery, and rolls back if it jumps.
 *
 * @returns how to end it; `undefined` if the configuration asks for it nowhere.
 */
export function watchRates(options: WatchOptions): { close(): void } | undefined {
  const lists = options.config.intake?.lists ?? [];
  const watched = lists.flatMap(({ id, rollback }) =>
    rollback === undefined ? [] : [new Watched(id, rollback, options)],
  );
  if (watched.length === 0) return undefined;
  const look = (): void => {
    for (const list of watched) list.look();
  };
  look(); // what is in force at the start is not new
  const timer = setInterval(look, LOOK);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

class Watched {
  readonly #id: string;
  readonly #rate: BlockRate;
  readonly #options: WatchOptions;
  #delivery: string | undefined;
  /** A roll-back brings a delivery that was in force before: it is not watched. */
  #rollingBack = false;

  constructor(
    id: string,
    { factor, minimum, minutes }: { readonly factor: number; readonly minimum: number; readonly minutes: number },
    options: WatchOptions,
  ) {
    this.#id = id;
    this.#rate = new BlockRate({ factor, minimum, window: minutes * 60_000 });
    this.#options = options;
  }

  look(): void {
    const { figures, now, log } = this.#options;
    const seen = figures(this.#id);
    if (seen === undefined || this.#rollingBack) return;
    const isNew = this.#delivery !== undefined && this.#delivery !== seen.delivery;
    this.#delivery = seen.delivery;
    if (isNew) {
      const compares = this.#rate.begin(now(), seen);
      log.info({ list: this.#id, watched: compares }, 'new delivery in force');
      return;
    }
    const jump = this.#rate.sample(now(), seen);
    if (jump !== undefined) void this.#rollBack(jump);
  }

  async #rollBack({ times, blocked }: RateJump): Promise<void> {
    const { log, reload, ledger, config, figures } = this.#options;
    this.#rollingBack = true;
    log.error({ list: this.#id, times, blocked }, 'the block rate has jumped: rolling back');
    const reason = `block rate ${times} times that of before, ${blocked} requests`;
    const code = await this.#run([
      'rollback',
      this.#id,
      '--by',
      'netvakt',
      '--reason',
      reason,
      '--config',
      config.file,
    ]);
    if (code === 0) {
      ledger.rolledBack(this.#id);
      await reload();
    } else log.error({ list: this.#id, code: code ?? 'none' }, 'could not roll back');
    this.#delivery = figures(this.#id)?.delivery;
    this.#rollingBack = false;
  }

  #run(words: readonly string[]): Promise<number | null> {
    const [program, ...first] = this.#options.self;
    const child = spawn(program, [...first, 'list', ...words], { stdio: 'ignore' });
    return new Promise((resolve) => {
      child.once('error', () => resolve(null));
      child.once('close', resolve);
    });
  }
}
