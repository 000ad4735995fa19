import { DEFAULT_SCHEDULE } from '@netvakt/blocklist';
import type { FleetLedger, ListLedger } from '@netvakt/metrics';
import type { Log } from '../base/log.ts';
import { Repeated } from '../base/repeated.ts';
import type { Config } from '../config/config.ts';
import { Fleet } from './fleet.ts';

/** What a node needs from outside. */
export interface FleetFollowOptions {
  readonly config: Config;
  readonly log: Log;
  /** Puts what was taken in force. */
  readonly reload: () => Promise<void>;
  /** Take what each look at the store came to. */
  readonly ledgers: { readonly lists: ListLedger; readonly fleet: FleetLedger | undefined };
  /** From 0 to 1, for the jitter. */
  readonly chance: () => number;
  /** Program and words before `fleet update`: this one's own. */
  readonly self: readonly [string, ...string[]];
}

/**
 * Looks at the fleet's store again and again, the first time at a moment by chance: after a power cut a hundred nodes start at once.
 *
 * @returns `undefined` if this is no node.
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
interface FleetUpdateReport {
  readonly outcome: 'unchanged' | 'taken' | 'refused';
  readonly form?: 'delta' | 'whole' | 'kept';
  readonly reason?: string;
  readonly generation?: number;
  readonly bytes?: number;
  readonly expires?: string;
}

async function settle(
  { log, reload, ledgers }: FleetFollowOptions,
  lines: readonly string[],
  code: number | null,
): Promise<{ readonly failed: boolean }> {
  const [line] = lines;
  if (line === undefined) {
    log.error({ code: code ?? 'none' }, 'fleet update did not run');
    return { failed: true };
  }
  const report = JSON.parse(line) as FleetUpdateReport;
  noteReport(ledgers, report);
  const { outcome, form, reason, generation = 0, bytes = 0 } = report;
  if (outcome === 'refused') log.warn({ outcome, reason }, 'fleet update');
  if (outcome === 'taken') log.info({ outcome, form, generation, bytes }, 'fleet update');
  if (outcome === 'taken') await reload();
  return { failed: outcome === 'refused' };
}

function noteReport({ lists, fleet }: FleetFollowOptions['ledgers'], report: FleetUpdateReport): void {
  const { outcome, form, reason, bytes = 0, expires } = report;
  const look = {
    outcome: form ?? (outcome === 'taken' ? 'whole' : outcome),
    bytes,
    expires: expires === undefined ? undefined : Date.parse(expires) / 1000,
    reason,
  };
  fleet?.looked(look, Date.now() / 1000);
  if (reason !== undefined) lists.failed(undefined, reason);
}
