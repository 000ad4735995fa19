import { jest } from '@jest/globals';
import { CounterWriter, LocalDays, type Statistics } from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import { makeLog } from '../../src/base/log.ts';
import { checkConfig } from '../../src/config/load.ts';
import { SeededRandom } from '../../src/demo/day/random.ts';
import { ServiceFigures } from '../../src/run/figures.ts';
import { StatisticsKeeper } from '../../src/run/statistics-keeper.ts';
import { Captured } from './captured.ts';
import { LEAST } from './config-text.ts';

const HOUR = 3_600_000;
const now = (): number => Date.now() / 1000;

/** From now on the test moves the clock, together with the timers. `jest.useRealTimers()` ends it. */
export function holdClock(): void {
  jest.useFakeTimers({ doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'] });
}

/** What a person reads off a clock on the wall: another way to the date. */
function wallDay(zone: string, milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 10);
}

export interface CountedDays {
  /** What Prometheus would make of it: the largest figure of each date. */
  readonly shown: Map<string, number>;
  /** Seconds of readiness, likewise. */
  readonly covered: Map<string, number>;
  /** Each count on the day on the wall. */
  readonly want: Map<string, number>;
}

/**
 * Counts at random moments through a running keeper of statistics, from three hours before `day` until three hours after it. The clock must
 * be held; `scraped` gets what is shown after each.
 */
export function countDays(
  zone: string,
  day: string,
  scraped: (days: Statistics['days'], unixSeconds: number) => void = () => undefined,
): CountedDays {
  const text = LEAST.replace('markets:', `statistics: { time_zone: ${zone} }\nmarkets:`);
  const config = checkConfig(text, '/etc/netvakt/netvakt.yaml');
  const calendar = new LocalDays(zone);
  const start = 1000 * calendar.startOf(day);
  jest.setSystemTime(start - 3 * HOUR);
  const figures = new ServiceFigures(config, undefined, now);
  const keeper = new StatisticsKeeper({
    section: config.fixed.statistics,
    figures,
    readService: () => ({ isReady: true, isBypassed: false, counts: [], states: [], samples: [] }),
    now,
    log: makeLog({ level: 'info', format: 'json' }, new Captured()),
  });
  const region = figures.workerFigures(0)?.region;
  if (region === undefined) throw new Error('no worker');
  const writer = new CounterWriter(region);
  const [shown, covered, want] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const scrape = (): void => {
    scraped(figures.statistics.days, now());
    for (const { market, day: date, unit, count } of figures.statistics.days) {
      const figure = unit === 'requests' ? shown : covered;
      if (market === 'se' && (unit === 'requests' || unit === 'covered'))
        figure.set(date, Math.max(count, figure.get(date) ?? 0));
    }
  };
  keeper.start();
  const random = new SeededRandom(day.length + zone.length);
  while (Date.now() < start + 1000 * calendar.secondsOf(day) + 3 * HOUR) {
    const date = wallDay(zone, Date.now());
    writer.blocked(0, 0, [0], new Sighting());
    want.set(date, (want.get(date) ?? 0) + 1);
    jest.advanceTimersByTime(1 + random.below(900_000));
    scrape();
  }
  keeper.advance();
  scrape();
  keeper.close();
  return { shown, covered, want };
}
