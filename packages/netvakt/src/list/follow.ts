import { DEFAULT_SCHEDULE, untilTimeOfDay } from '@netvakt/blocklist';
import type { Config } from '../config/config.ts';
import type { Log } from '../run/log.ts';
import { Repeated, type Settled } from '../run/repeated.ts';

/** What following needs from outside. */
export interface FollowOptions {
  readonly config: Config;
  readonly log: Log;
  /** Puts new deliveries in force. */
  readonly reload: () => Promise<void>;
  /** Whether the store holds something else than what is in force: an update or a decision by hand, or a reload that failed. */
  readonly isBehind: () => Promise<boolean>;
  /** Counts a fetch that was refused, for a reason of the blocklist package. */
  readonly refused: (list: string, reason: string) => void;
  /** Notes that a fetch brought nothing new; `expiry` in Unix seconds, where the authority has said anew until when it counts. */
  readonly confirmed: (list: string, expiry: number | undefined) => void;
  /** Counts a delivery that was held, for reasons of the blocklist package. */
  readonly held: (reasons: readonly string[]) => void;
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Program and words before `list update`: this one's own. */
  readonly self: readonly [string, ...string[]];
}

/** A day: with times alone, what a missed one costs. */
const MOST_MINUTES = 1440;

/**
 * Fetches all managed lists again and again. Where the store then holds what is not in force, `reload` is called.
 *
 * @returns `undefined` where the configuration does not ask for it.
 */
export function followLists(options: FollowOptions): Repeated | undefined {
  const { config, self, chance } = options;
  const { intake, file } = config;
  if (intake === undefined || intake.lists.length === 0) return undefined;
  const { everyMinutes: every, minutesOfDay } = intake;
  if (every === 0 && minutesOfDay.length === 0) return undefined;
  const following = new Repeated({
    self,
    words: ['list', 'update', '--json', '--config', file],
    schedule: { ...DEFAULT_SCHEDULE, every: (every === 0 ? MOST_MINUTES : every) * 60_000 },
    chance,
    settle: (lines, code) => settle(options, lines, code),
  });
  following.wait(0);
  return following;
}

async function settle(options: FollowOptions, lines: readonly string[], code: number | null): Promise<Settled> {
  const { log, reload, isBehind } = options;
  const outcomes = lines.map(outcomeOf);
  for (const outcome of outcomes) log[outcome.outcome === 'refused' ? 'warn' : 'info'](outcome, 'list update');
  for (const outcome of outcomes) note(options, outcome);
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

function note({ refused, confirmed, held }: FollowOptions, logged: LoggedOutcome): void {
  const { list, outcome, reason, causes, expires } = logged;
  if (reason !== undefined) refused(list, reason);
  if (causes !== undefined) held(causes.split(' '));
  if (outcome === 'unchanged' || outcome === 'waiting')
    confirmed(list, expires === undefined ? undefined : Date.parse(expires) / 1000);
}

/** What is logged of one list: closed words, versions, counts. */
interface LoggedOutcome {
  readonly list: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly version?: string;
  readonly active?: number;
  readonly until?: string;
  readonly expires?: string;
  /** Reasons to hold, one space between. */
  readonly causes?: string;
}

function outcomeOf(line: string): LoggedOutcome {
  const { list, outcome, reason, version, active, until, expires, causes } = JSON.parse(line) as LoggedOutcome;
  return {
    list,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(version === undefined ? {} : { version }),
    ...(active === undefined ? {} : { active }),
    ...(until === undefined ? {} : { until }),
    ...(expires === undefined ? {} : { expires }),
    ...(causes === undefined ? {} : { causes }),
  };
}
