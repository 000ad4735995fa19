import { type BlockAnswer, DataPlane, type ExemptionTable, type ListenerAddress, UNSERVED } from '@netvakt/proxy';
import { codeOf } from '../base/anonymous.ts';
import { listenError } from '../base/listen-error.ts';
import { socketOf } from '../base/text.ts';
import { withStopPages } from '../blockpage/answers.ts';
import type { StopPageKeeper } from '../blockpage/stop-page/keeper.ts';
import type { Config } from '../config/config.ts';
import type { ServiceFigures } from './figures.ts';
import type { LoadedConfig } from './load.ts';
import type { PlaneEvents } from './plane-events.ts';
import type { CanaryProber } from './probe/prober.ts';
import type { PublishedSnapshot } from './published-snapshot.ts';
import { leaveRoomForCode } from './room-for-code.ts';
import { dataPlaneSettings, reloadableSettings } from './settings.ts';

/** What the workers need from the other parts. */
export interface WorkersOptions {
  /** The module that each data-plane thread runs. */
  readonly entry: URL;
  readonly figures: ServiceFigures;
  readonly prober: CanaryProber;
  readonly stopPages: StopPageKeeper;
  /** Who is exempt when they start. */
  readonly exemptions: { readonly table: ExemptionTable };
  readonly events: PlaneEvents;
}

/** The data-plane workers: what they are given of a load, with the prober's canary and the stop pages that there are. */
export class Workers {
  readonly #options: WorkersOptions;
  #plane: DataPlane | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /** Where clients connect, with the ports that the system chose; empty before the start. */
  get addresses(): readonly ListenerAddress[] {
    return this.#plane?.addresses() ?? [];
  }

  /** Starts the threads. Rejects with an `OperatorError` if a socket cannot be had. */
  async start(loaded: LoadedConfig): Promise<PublishedSnapshot> {
    const { entry, figures, prober, events } = this.#options;
    await prober.prepare();
    const published = await this.seal(loaded);
    const { config } = loaded;
    const settings = prober.settings(await dataPlaneSettings(config, this.#answersOf(config, published.answers)));
    leaveRoomForCode();
    try {
      const plane = await DataPlane.start({
        settings,
        snapshot: published.buffer,
        listSlots: published.listSlots,
        hashKeys: published.hashKeys,
        exemptions: this.#options.exemptions.table,
        workers: figures.workers,
        workerEntry: entry,
        workerData: (index) => figures.workerFigures(index),
        ...events,
      });
      this.#plane = plane;
      plane.exempt(this.#options.exemptions.table); // it may have changed meanwhile
      figures.status.overloadSeconds = () => plane.overloadSeconds;
      figures.status.queuesUnserved = () =>
        Object.fromEntries(UNSERVED.map((reason) => [reason, plane.unservedSeconds(reason)]));
      figures.status.workersRunning = () => plane.workersListening;
      return published;
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined || !code.startsWith('EA')) throw error;
      throw listenError('proxy.listen', settings.listeners.map(socketOf).join(', '), code);
    }
  }

  /** Makes what is to be published of a load. Throws a `ConfigError` if more lists were seen than one process can count. */
  async seal({ config, compiled, answers }: LoadedConfig): Promise<PublishedSnapshot> {
    const { figures, prober } = this.#options;
    const listSlots = prober.slots(config, figures.slotsOf(config, compiled));
    const { lists, mark, hashKeys } = compiled;
    return { buffer: await prober.seal(config, compiled.buffer), hashKeys, lists, mark, listSlots, answers };
  }

  /** Hands `published` and the settings of `config` to every worker; nothing before the start. */
  async publish(config: Config, { buffer, listSlots, hashKeys, answers }: PublishedSnapshot): Promise<void> {
    const settings = this.#options.prober.settings(await reloadableSettings(config, this.#answersOf(config, answers)));
    await this.#plane?.publish(buffer, { listSlots, hashKeys, settings });
  }

  /** Exempts these sources from now on; nothing before the start, which takes the table that there is then. */
  exempt(table: ExemptionTable): void {
    this.#plane?.exempt(table);
  }

  /** True if every worker has answered the last probe; asks for the next answer. */
  probe(): boolean {
    return this.#plane?.probe() === true;
  }

  /** Accepts nothing more. Resolves with the number of connections that had to be cut when the grace was over. */
  async drain(graceMilliseconds: number): Promise<number> {
    return (await this.#plane?.drain(graceMilliseconds))?.cut ?? 0;
  }

  async close(): Promise<void> {
    await this.#plane?.close();
  }

  #answersOf(config: Config, answers: readonly BlockAnswer[]): readonly BlockAnswer[] {
    return withStopPages(config, answers, this.#options.stopPages.pagesFor(config));
  }
}
