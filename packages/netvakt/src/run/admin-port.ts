import {
  type AdminServer,
  type AdminSources,
  type DayPages,
  type LocalAdminServer,
  startAdmin,
  startLocalAdmin,
} from '@netvakt/metrics';
import type { ListenerAddress } from '@netvakt/proxy';
import { codeOf } from '../base/anonymous.ts';
import { listenError } from '../base/listen-error.ts';
import type { Log } from '../base/log.ts';
import { OperatorError } from '../base/operator-error.ts';
import { socketOf } from '../base/text.ts';
import { adminSocketPath } from '../config/admin-socket.ts';
import type { Config } from '../config/config.ts';
import { composeTotals } from '../totals/document/compose.ts';
import { readAdminFiles, unusableTls } from './admin-files.ts';
import type { ServiceFigures } from './figures.ts';
import { watchMachine } from './watch.ts';

/** What local tools may ask for in addition to everybody else's pages. */
export type AskExemptions = NonNullable<AdminSources['exemptions']>;

/** The administration port and the socket for local tools, from before the first list is read until after the last worker has ended. */
export class AdminPort {
  /** What has to be sent as a bearer token; a reload may change it. */
  token: string | undefined;
  readonly #figures: ServiceFigures;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #exemptions: AskExemptions;
  #server: AdminServer | undefined;
  #local: LocalAdminServer | undefined;
  #stopWatching: () => void = () => undefined;

  /** @param now - Unix seconds */
  constructor(figures: ServiceFigures, now: () => number, log: Log, exemptions: AskExemptions) {
    this.#figures = figures;
    this.#now = now;
    this.#log = log;
    this.#exemptions = exemptions;
  }

  /** Where it listens; empty before {@link open}. */
  get addresses(): readonly ListenerAddress[] {
    return this.#server === undefined ? [] : [this.#server.address];
  }

  /**
   * Listens as configured. Rejects with an `OperatorError`.
   *
   * @param pagesOfMonth - kept totals by day, for the operator's page; `undefined` if none are kept
   */
  async open(config: Config, pagesOfMonth: () => readonly DayPages[] | undefined): Promise<void> {
    const {
      fixed: { admin },
      file,
    } = config;
    const { metrics, status } = this.#figures;
    const { token, tls } = await readAdminFiles(admin, file);
    this.token = token;
    this.#stopWatching = watchMachine(admin, this.#figures, this.#now);
    const { address, port, hosts } = admin;
    const settings = { address, port, hosts, token: () => this.token, ...(tls === undefined ? {} : { tls }) };
    const sources = {
      metrics,
      health: () => status.health(),
      reload: () => status.reload(),
      overview: () => this.#figures.overview(this.#now(), pagesOfMonth()),
      totals: () => composeTotals(this.#figures.overview(this.#now(), pagesOfMonth())),
    };
    await this.#openLocal(config, { ...sources, exemptions: this.#exemptions });
    try {
      this.#server = await startAdmin(settings, sources);
    } catch (error) {
      if (codeOf(error)?.startsWith('ERR_') === true) throw unusableTls(file);
      throw listenError('admin.port', socketOf(admin), codeOf(error) ?? 'unknown');
    }
  }

  /** The last figures stay out until those who scrape have them, for so many milliseconds at most. */
  async lastScrape(most: number): Promise<void> {
    if ((await this.#server?.lastScrape(most)) === false)
      this.#log.warn('no scrape came for the last figures; those since the last one are in the store alone');
  }

  async close(): Promise<void> {
    this.#stopWatching();
    await Promise.all([this.#server?.close(), this.#local?.close()]);
  }

  /** A socket that nobody has asked for is no reason not to filter. */
  async #openLocal(config: Config, sources: AdminSources): Promise<void> {
    const path = adminSocketPath(config, process.env);
    if (path === undefined) return;
    try {
      this.#local = await startLocalAdmin(path, sources);
    } catch (error) {
      const code = codeOf(error) ?? 'unknown';
      const remedy =
        code === 'EADDRINUSE'
          ? 'Another filter listens there, or it is no socket: choose another path'
          : 'Choose a path in a folder that the user of the filter may write';
      const failure = new OperatorError('ERR_LISTEN', {
        found: `Cannot listen on ${path} (admin.socket): ${code}`,
        remedy,
      });
      if (config.fixed.admin.socket !== undefined) throw failure;
      this.#log.warn({ reason: failure.message }, 'no socket for local tools');
    }
  }
}
