import { DEFAULT_SCHEDULE, untilTimeOfDay } from '@netvakt/blocklist';
import type { ListLedger } from '@netvakt/metrics';
import type { Log } from '../base/log.ts';
import { Repeated, type RunOutcome } from '../base/repeated.ts';
import type { Config } from '../config/config.ts';
import { noteOutcome, outcomeOf } from './update-report.ts';

/** What following needs from outside. */
export interface FollowOptions {
  readonly config: Config;
  readonly log: Log;
  /** Takes what each fetch came to. */
  readonly ledger: ListLedger;
  /** Puts new deliveries in force. */
  readonly reload: () => Promise<void>;
  /** Whether the store holds something else than what is in force: an update or a decision by hand, or a reload that failed. */
  readonly isBehind: () => Promise<boolean>;
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Program and words before `list update`: this one's own. */
  readonly self: readonly [string, ...string[]];
}

/** A day: with times alone, what a missed one costs. */
const MOST_MINUTES = 1440;

/**
 * Fetches all managed lists again and again. If the store then holds what is not in force, `reload` is called.
 *
 * @returns `undefined` if the configuration does not ask for it.
 */
export function followLists(options: FollowOptions): Repeated | undefined {
  const { config, self, chance } = options;
  const { intake, file } = config;
  if (intake === undefined || intake.lists.length === 0) return undefined;
  const { everyMinutes: every, minutesOfDay } = intake;
  if (every === 0 && minutesOfDay.length === 0) return undefined;
  const following = new Repeated({
    self,
    // The filter has started with a delivery of each.
    words: ['list', 'update', '--json', '--config', file, '--stored', ...intake.lists.map(({ id }) => id)],
    schedule: { ...DEFAULT_SCHEDULE, every: (every === 0 ? MOST_MINUTES : every) * 60_000 },
    chance,
    settle: (lines, code) => settle(options, lines, code),
  });
  following.wait(0);
  return following;
}

async function settle(options: FollowOptions, lines: readonly string[], code: number | null): Promise<RunOutcome> {
  const { log, ledger, reload, isBehind } = options;
  const outcomes = lines.map(outcomeOf);
  for (const outcome of outcomes)
    log[outcome.outcome === 'refused' || outcome.audit !== undefined ? 'warn' : 'info'](outcome, 'list update');
  for (const outcome of outcomes) noteOutcome(ledger, outcome, Date.now() / 1000);
  if (outcomes.length === 0) log.error({ code: code ?? 'none' }, 'list update did not run');
  // What is held may be in shadow: then the filter has to count for it. What somebody took or released by hand is `unchanged` here,
  // and yet not in force.
  if (outcomes.some(({ outcome }) => outcome === 'taken' || outcome === 'held') || (await isBehind())) await reload();
  // A delivery whose time in shadow is over is not kept waiting for the next fetch.
  const due = outcomes.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until) - Date.now() + 1000]));
  return {
    failed: code === 1 || code === null || outcomes.length === 0,
    within: Math.min(...due, untilPublished(options)),
  };
}

/** Until an authority's next time, and by chance up to a minute after it: many filters know the same time. */
function untilPublished({ config: { intake }, chance }: FollowOptions): number {
  return untilTimeOfDay(intake?.minutesOfDay ?? [], Date.now()) + chance() * DEFAULT_SCHEDULE.jitter;
}
