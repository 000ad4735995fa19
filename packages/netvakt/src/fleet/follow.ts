import { DEFAULT_SCHEDULE } from '@netvakt/blocklist';
import type { FleetLook } from '@netvakt/metrics';
import type { Config } from '../config/config.ts';
import type { Log } from '../run/log.ts';
import { Repeated } from '../run/repeated.ts';
import { Fleet } from './fleet.ts';

/** What a node needs from outside. */
export interface FleetFollowOptions {
  readonly config: Config;
  readonly log: Log;
  /** Puts what was taken in force. */
  readonly reload: () => Promise<void>;
  /** Counts a look at the store. */
  readonly looked: (look: FleetLook) => void;
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Program and words before `fleet update`: this one's own. */
  readonly self: readonly [string, ...string[]];
}

/**
 * Looks at the fleet's store again and again, the first time at a moment by chance: after a power cut a hundred nodes start at once.
 *
 * @returns `undefined` where this is no node.
 */
export function followFleet(options: FleetFollowOptions): Repeated | undefined {
  const { fleet } = options.config;
  if (fleet?.source === undefined) return undefined;
  const following = repeated(options, fleet.everySeconds * 1000, options.reload);
  following.wait(options.chance() * fleet.startJitterSeconds * 1000);
  return following;
}

/** A node that holds nothing fetches before it starts: without rules it could do no work. */
export async function fetchFirst(options: FleetFollowOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const { config } = options;
  if (config.fleet?.source === undefined) return;
  if ((await Fleet.open(config, environment).nodeStore.current()) !== undefined) return;
  await repeated(options, 0, () => Promise.resolve()).once();
}

function repeated(options: FleetFollowOptions, every: number, reload: () => Promise<void>): Repeated {
  const { config, self, chance } = options;
  return new Repeated({
    self,
    words: ['fleet', 'update', '--json', '--config', config.file],
    schedule: { every, jitter: every / 10, retryAfter: Math.min(every, DEFAULT_SCHEDULE.retryAfter) },
    chance,
    settle: (lines, code) => settle({ ...options, reload }, lines, code),
  });
}

/** What the command writes: closed words and numbers. */
interface Answer {
  readonly outcome: 'unchanged' | 'taken' | 'refused';
  readonly form?: 'delta' | 'whole' | 'kept';
  readonly reason?: string;
  readonly generation?: number;
  readonly bytes?: number;
  readonly expires?: string;
}

async function settle(
  { log, reload, looked }: FleetFollowOptions,
  lines: readonly string[],
  code: number | null,
): Promise<{ readonly failed: boolean }> {
  const [line] = lines;
  if (line === undefined) {
    log.error({ code: code ?? 'none' }, 'fleet update did not run');
    return { failed: true };
  }
  const { outcome, form, reason, generation = 0, bytes = 0, expires } = JSON.parse(line) as Answer;
  looked({
    outcome: form ?? (outcome === 'taken' ? 'whole' : outcome),
    bytes,
    expires: expires === undefined ? undefined : Date.parse(expires) / 1000,
    reason,
  });
  if (outcome === 'refused') log.warn({ outcome, reason }, 'fleet update');
  if (outcome === 'taken') log.info({ outcome, form, generation, bytes }, 'fleet update');
  if (outcome === 'taken') await reload();
  return { failed: outcome === 'refused' };
}
