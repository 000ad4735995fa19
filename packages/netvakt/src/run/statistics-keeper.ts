import type { DayPages } from '@netvakt/metrics';
import { advanceEvery } from '../base/advance.ts';
import type { Log } from '../base/log.ts';
import type { StatisticsSection } from '../config/schema/statistics.ts';
import type { Syslog } from '../syslog/syslog.ts';
import { composeTotals } from '../totals/document/compose.ts';
import { TotalsFile } from '../totals/document/file.ts';
import type { TotalsDocument } from '../totals/document/totals-document.ts';
import { TotalsKeeper } from '../totals/keeper.ts';
import { KeptStore } from '../totals/kept-store.ts';
import { type EnforcedList, ListUpdates } from '../totals/list-updates.ts';
import { SERVICE_LOOK, ServiceKeeper, type ServiceReading } from '../totals/service-keeper.ts';
import type { ServiceFigures } from './figures.ts';

/** In seconds. */
const DAY = 86_400;
const MINUTE = 60;

/** What it needs from outside. */
export interface StatisticsKeeperOptions {
  readonly section: StatisticsSection;
  readonly figures: ServiceFigures;
  /** How well the filter serves now. */
  readonly readService: () => ServiceReading;
  /** Gets the totals of each interval. */
  readonly syslog?: Pick<Syslog, 'totals'> | undefined;
  /** Unix seconds. */
  readonly now: () => number;
  readonly log: Log;
}

/** Ends the intervals and the days of the statistics, and has their totals written, in the store and as JSON. */
export class StatisticsKeeper {
  readonly #figures: ServiceFigures;
  readonly #now: () => number;
  readonly #totals: TotalsKeeper;
  readonly #service: ServiceKeeper;
  readonly #updates: ListUpdates | undefined;
  readonly #file: TotalsFile;
  readonly #syslog: Pick<Syslog, 'totals'> | undefined;
  #stops: readonly (() => void)[] = [];

  constructor({ section, figures, readService: read, syslog, now, log }: StatisticsKeeperOptions) {
    const { store: path, keepDays } = section;
    const { statistics } = figures;
    const store = path === undefined ? undefined : new KeptStore(path, log);
    this.#figures = figures;
    this.#syslog = syslog;
    this.#now = now;
    this.#totals = new TotalsKeeper({
      store,
      keepDays,
      statistics,
      figures: () => figures.statisticsFigures(),
      now,
    });
    this.#updates = store && new ListUpdates(store);
    this.#service = new ServiceKeeper({
      store,
      markets: figures.statistics.totals.shape.markets,
      read,
      now,
      failed: () => (statistics.store.failures += 1),
    });
    const compose = (): TotalsDocument => composeTotals(figures.overview(now(), this.pagesOfMonth()));
    this.#file = new TotalsFile({ path: section.jsonFile, compose, now, log });
  }

  /** From now on intervals and days end by the clock, until {@link stop}. */
  start(): void {
    this.#file.start();
    this.#service.begin();
    const { intervalSeconds } = this.#figures.statistics.units;
    this.#stops = [
      // Demonstrations show all at once; their totals are kept by the minute.
      advanceEvery(intervalSeconds || MINUTE, this.#now, () => this.advance()),
      advanceEvery(DAY, this.#now, () => this.#figures.dayEnds()),
      advanceEvery(SERVICE_LOOK, this.#now, () => this.#service.look()),
    ];
  }

  /** Ends an interval now: the series show what was counted until now, and the store has it too. */
  advance(): void {
    this.#figures.statistics.advance(this.#now());
    this.#totals.save();
    this.#service.look();
    this.#syslog?.totals(this.#figures.statisticsFigures());
  }

  /** `lists` are enforced from now on. */
  listsInForce(lists: readonly EnforcedList[]): void {
    this.#service.add(this.#updates?.enforced(lists, this.#now()) ?? []);
  }

  /** Notes how well the filter has served until now: it is about to end. */
  noteService(): void {
    this.#service.look();
  }

  /** Pages of each market on the last thirty days; `undefined` if none are kept. */
  pagesOfMonth(): readonly DayPages[] | undefined {
    return this.#totals.pagesOfMonth();
  }

  stop(): void {
    this.#file.stop();
    for (const stop of this.#stops) stop();
  }

  /** To be called when nothing counts any more. The last interval is shorter than the others, and shows by day only. */
  close(): void {
    this.stop();
    if (this.#figures.status.phase !== 'starting') {
      this.#figures.statistics.advance(this.#now());
      this.#syslog?.totals(this.#figures.statisticsFigures());
      this.#service.look(); // counts of the drain; its time is no uptime
    }
    this.#totals.close();
  }
}
