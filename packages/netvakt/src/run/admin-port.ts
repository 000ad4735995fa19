import { type AdminServer, type DayPages, startAdmin } from '@netvakt/metrics';
import type { ListenerAddress } from '@netvakt/proxy';
import { codeOf } from '../base/failure.ts';
import { listenError } from '../base/listen-error.ts';
import { socketOf } from '../base/text.ts';
import type { Config } from '../config/config.ts';
import { feedOf } from '../totals/feed/feed.ts';
import { readAdminFiles, unusableTls } from './admin-files.ts';
import type { ServiceFigures } from './figures.ts';
import { watchMachine } from './watch.ts';

/** The administration port, from before the first list is read until after the last worker has ended. */
export class AdminPort {
  /** What has to be sent as a bearer token; a reload may change it. */
  token: string | undefined;
  readonly #figures: ServiceFigures;
  readonly #now: () => number;
  #server: AdminServer | undefined;
  #stopWatching: () => void = () => undefined;

  /** @param now - Unix seconds */
  constructor(figures: ServiceFigures, now: () => number) {
    this.#figures = figures;
    this.#now = now;
  }

  /** Where it listens; empty before {@link open}. */
  get addresses(): readonly ListenerAddress[] {
    return this.#server === undefined ? [] : [this.#server.address];
  }

  /**
   * Listens as the configuration says. Rejects with an `OperatorError`.
   *
   * @param pagesOfMonth - kept totals by day, for the operator's page; `undefined` where none are kept
   */
  async open({ fixed: { admin }, file }: Config, pagesOfMonth: () => readonly DayPages[] | undefined): Promise<void> {
    const { metrics, status } = this.#figures;
    const { token, tls } = await readAdminFiles(admin, file);
    this.token = token;
    this.#stopWatching = watchMachine(admin, this.#figures, this.#now);
    const { address, port, hosts } = admin;
    const settings = { address, port, hosts, token: () => this.token, ...(tls === undefined ? {} : { tls }) };
    try {
      this.#server = await startAdmin(settings, {
        metrics,
        health: () => status.health(),
        overview: () => this.#figures.overview(this.#now(), pagesOfMonth()),
        totals: () => feedOf(this.#figures.overview(this.#now(), pagesOfMonth())),
      });
    } catch (error) {
      if (codeOf(error)?.startsWith('ERR_') === true) throw unusableTls(file);
      throw listenError('admin.port', socketOf(admin), codeOf(error) ?? 'unknown');
    }
  }

  async close(): Promise<void> {
    this.#stopWatching();
    await this.#server?.close();
  }
}
