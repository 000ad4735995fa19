import type { ServiceManager } from '@netvakt/proxy';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import type { Syslog } from '../syslog/syslog.ts';

/** The module that each data-plane thread runs. Run from source, modules are `.ts`; the compiler renames imports, but not this. */
export const WORKER_ENTRY: URL = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

/** What a service needs from outside. */
export interface ServiceOptions {
  readonly config: Config;
  readonly log: Log;
  /** Gets the totals each time that the statistics advance. */
  readonly syslog?: Pick<Syslog, 'totals'> | undefined;
  /** Unix seconds. */
  readonly now: () => number;
  readonly commit: string | undefined;
  /** The module that each data-plane thread runs, for tests that need one that dies. */
  readonly workerEntry?: URL;
  /** A fixed time for separating attempts, if there is one; see `clockOf`. */
  readonly time?: SharedArrayBuffer;
  /** Whether the kernel hands waiting connections over; by default, asks it. */
  readonly migrates?: () => boolean;
  /** Notified of the service's life; by default the one that started this process. */
  readonly manager?: ServiceManager;
}
