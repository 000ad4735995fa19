import type { DayPages } from '@netvakt/metrics';
import { advanceAt, advanceEvery } from '../base/advance.ts';
import type { Log } from '../base/log.ts';
import type { StatisticsSection } from '../config/schema/statistics.ts';
import type { Syslog } from '../syslog/syslog.ts';
import { composeTotals } from '../totals/document/compose.ts';
import { TotalsFile } from '../totals/document/file.ts';
import type { TotalsDocument } from '../totals/document/totals-document.ts';
import type { JournalContent } from '../totals/journal/content.ts';
import { CountJournal } from '../totals/journal/journal.ts';
import { TotalsKeeper } from '../totals/keeper.ts';
import { KeptStore } from '../totals/kept-store.ts';
import { type EnforcedList, ListUpdates } from '../totals/list-updates.ts';
import { RecentDays } from '../totals/recent-days.ts';
import { SERVICE_LOOK, ServiceKeeper, type ServiceReading } from '../totals/service-keeper.ts';
import type { ServiceFigures } from './figures.ts';

/** In seconds. */
const DAY = 86_400;
const MINUTE = 60;

/** What it needs from outside. */
export interface StatisticsKeeperOptions {
  readonly section: StatisticsSection;
  /** In memory; `undefined`: a process that is killed loses an interval. */
  readonly journalFolder?: string | undefined;
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
  readonly #recent: RecentDays;
  readonly #updates: ListUpdates | undefined;
  readonly #file: TotalsFile;
  readonly #journal: CountJournal;
  readonly #syslog: Pick<Syslog, 'totals'> | undefined;
  #stops: readonly (() => void)[] = [];

  constructor({ section, journalFolder, figures, readService: read, syslog, now, log }: StatisticsKeeperOptions) {
    const { store: path, keepDays } = section;
    const { statistics } = figures;
    const store = path === undefined ? undefined : new KeptStore(path, log);
    const { markets } = statistics.totals.shape;
    const { calendars } = statistics;
    this.#recent = new RecentDays({ store, markets, calendars });
    const recent = this.#recent;
    this.#figures = figures;
    this.#syslog = syslog;
    this.#now = now;
    this.#totals = new TotalsKeeper({
      store,
      keepDays,
      statistics,
      figures: () => figures.statisticsFigures(),
      now,
      recent,
      journal: () => this.#journal.held,
    });
    this.#journal = new CountJournal({
      folder: journalFolder,
      content: () => this.#unsafe(),
      takeOver: (content) => this.#takeOver(content),
      written: (at) => (statistics.journalWritten = at),
      now,
      log,
    });
    this.#updates = store && new ListUpdates(store);
    this.#service = new ServiceKeeper({
      store,
      markets,
      calendars,
      read,
      now,
      recent,
      failed: () => (statistics.store.failures += 1),
    });
    const compose = (): TotalsDocument => composeTotals(figures.overview(now(), this.pagesOfMonth()));
    this.#file = new TotalsFile({ path: section.jsonFile, compose, now, log });
  }

  /** From now on intervals and days end by the clock, until {@link stop}. */
  start(): void {
    this.#file.start();
    this.#service.begin();
    this.#journal.start();
    this.#showDays();
    this.#stops = [
      advanceAt(
        (at) => this.#nextEnd(at),
        this.#now,
        () => this.advance(),
      ),
      advanceEvery(DAY, this.#now, () => this.#figures.dayEnds()),
      advanceEvery(SERVICE_LOOK, this.#now, () => this.#service.look()),
    ];
  }

  /** Ends an interval now: the series show what was counted until now, and the store has it too. */
  advance(): void {
    this.#figures.statistics.advance(this.#now());
    this.#totals.save();
    // Before anybody can scrape what is shown now: nothing may be both shown and in the journal.
    this.#journal.intervalEnded();
    this.#service.look();
    this.#showDays();
    this.#sendTotals();
  }

  /** Returns when the interval that contains `at` ends: at the next full interval or a market's midnight, so that it belongs to one day. */
  #nextEnd(at: number): number {
    const { units, calendars } = this.#figures.statistics;
    // Demonstrations show all at once; their totals are kept by the minute.
    const seconds = units.intervalSeconds || MINUTE;
    return Math.min(at + seconds - (at % seconds), ...calendars.map((calendar) => calendar.nextMidnight(at)));
  }

  #sendTotals(): void {
    this.#syslog?.totals(this.#figures.statisticsFigures(), this.#figures.statistics.endings.all);
  }

  #showDays(): void {
    this.#figures.statistics.days = this.#recent.figures(this.#now());
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
    this.#journal.stop();
    this.#file.stop();
    for (const stop of this.#stops) stop();
  }

  /** To be called when nothing counts any more. The last interval is shorter than the others, and shows by day only. */
  close(): void {
    this.stop();
    if (this.#figures.status.phase !== 'starting') {
      this.#figures.statistics.advance(this.#now());
      this.#sendTotals();
      this.#service.look(); // counts of the drain; its time is no uptime
    }
    this.#totals.close();
    this.#journal.close();
  }

  /** What would be lost if the process were killed now. */
  #unsafe(): JournalContent {
    const { unshown, counted } = this.#figures.pending();
    return { unshown, unwritten: this.#totals.unwritten(counted) };
  }

  #takeOver({ unshown, unwritten }: JournalContent): void {
    this.#totals.takeOver(unwritten, this.#figures.carry(unshown));
    this.#showDays();
  }
}
