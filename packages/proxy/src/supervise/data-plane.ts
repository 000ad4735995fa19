import type { ListenerAddress } from '../accept/listener.ts';
import type { ExemptionTable } from '../policy/exemptions.ts';
import type { ReloadableSettings } from '../settings/settings.ts';
import { Crew, type CrewOptions } from './crew.ts';
import { withInherited } from './inherit.ts';
import { checkPrivileges } from './privileges.ts';
import type { Unserved } from './unserved-clock.ts';

/** What {@link DataPlane.start} needs. */
export interface DataPlaneOptions extends CrewOptions {
  /** Threads; at least 1. Above 1, each listens on its own socket and the kernel spreads the connections. */
  readonly workers: number;
}

/** What is published in addition to a snapshot. */
export interface Publication {
  /** For each list of the snapshot, the counter slot that it counts in. */
  readonly listSlots: Uint16Array;
  /** Keys of the lists of keyed hashes in the snapshot. Default: none. */
  readonly hashKeys?: readonly Uint8Array[];
  /** New settings that take effect together with the snapshot; connections that exist finish with the old ones. */
  readonly settings?: ReloadableSettings;
}

/** What a drain had to do. */
export interface DrainReport {
  /** Connections that were still busy when the grace ended. */
  readonly cut: number;
}

/**
 * The data plane as the main thread sees it: it starts the workers, gives each the snapshot, replaces a worker that dies,
 * and never touches a client's byte itself.
 */
export class DataPlane {
  readonly #crew: Crew;

  private constructor(crew: Crew) {
    this.#crew = crew;
  }

  /**
   * Starts the workers; resolves when all listen. The first binds alone, so that a port that the kernel chooses is known
   * to the others. Rejects with the first worker's error (a port in use, unusable settings), with nothing left running.
   */
  static async start(options: DataPlaneOptions): Promise<DataPlane> {
    const settings = withInherited(options.settings);
    checkPrivileges(settings);
    const crew = new Crew({ ...options, settings }, options.workers);
    try {
      await crew.start();
    } catch (error) {
      await crew.close();
      throw error;
    }
    return new DataPlane(crew);
  }

  /**
   * Gives all workers a snapshot, and with it settings if they changed. Resolves when each has taken it: from then on
   * no request is judged by an older one. Rejects, with nothing changed, if the buffer is no whole snapshot; and if a
   * worker could not take it, which keeps what it had.
   */
  publish(snapshot: SharedArrayBuffer, publication: Publication): Promise<void> {
    const { listSlots, hashKeys = [], settings } = publication;
    return this.#crew.publish({ snapshot, listSlots, hashKeys, settings });
  }

  /**
   * Replaces who is exempt, for connections that begin from now on; those that exist stay what they are. Markets in the table are
   * those of the settings. Cannot fail: one message a worker, with a handle.
   */
  exempt(table: ExemptionTable): void {
    this.#crew.exempt(table);
  }

  /**
   * Stops accepting, ends idle connections, lets busy ones finish for at most `graceMs` and resolves when the workers
   * are gone. Nothing is replaced any more.
   */
  async drain(graceMs: number): Promise<DrainReport> {
    return { cut: await this.#crew.drain(graceMs) };
  }

  /** Ends everything at once. Resolves when no thread is left. */
  close(): Promise<void> {
    return this.#crew.close();
  }

  /**
   * Asks every worker for a sign of life: an answer of its matcher, given in the event loop that serves clients. Returns
   * whether each has given the one that it was asked for by the last call; for a watchdog, which calls this periodically.
   */
  probe(): boolean {
    return this.#crew.probe();
  }

  /** The listening sockets, in the order of the settings, with the ports that the kernel chose. */
  addresses(): readonly ListenerAddress[] {
    return this.#crew.addresses;
  }

  /** For how long every worker had as many connections as it may: see `OverloadPolicy` for what that meant to new ones. */
  get overloadSeconds(): number {
    return this.#crew.overloadSeconds;
  }

  /** For how long queues of netfilter were not served, by reason; of several queues, the times of all added up. */
  unservedSeconds(reason: Unserved): number {
    return this.#crew.unservedSeconds(reason);
  }

  /** Threads that listen at this moment. */
  get workersListening(): number {
    return this.#crew.listening;
  }
}
