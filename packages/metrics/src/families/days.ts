import type { DayFigure } from '../state/day-figures.ts';
import type { Units } from '../units/units.ts';
import type { Definition, Emit, Sources } from './definition.ts';

/** Reads one unit of the market's own figures, or of those by list. */
function ofDays(unit: DayFigure['unit'], isByList: boolean): (sources: Sources, emit: Emit) => void {
  return ({ statistics: { days } }, emit) => {
    for (const figure of days) {
      if (figure.unit !== unit || (figure.list !== '') !== isByList) continue;
      if (isByList) emit(figure.count, figure.market, figure.list, figure.day);
      else emit(figure.count, figure.market, figure.day);
    }
  };
}

const when = ({ intervalSeconds }: Units): string =>
  `In the time zone of the market, from midnight to midnight; a day keeps its date after it has ended. Advances every ${intervalSeconds === 0 ? 60 : intervalSeconds} s.`;

const READING =
  'A gauge with a date: the figure of a day is `sum by (market, day) (max by (instance, market, day) (max_over_time(…[3d])))`, to the unit, also on days of 23 and 25 hours. After a restart it goes on from `statistics.store`; without a store it begins anew.';

/** Figures by local day. Two days of each market are there at a time; the date is a label, so that a graph needs no clock. */
export const DAY_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_market_day_blocked_pages',
    type: 'gauge',
    unit: 'pages',
    labels: ['market', 'day'],
    help: (units) => `Blocked pages of a day. ${when(units)}`,
    note: READING,
    read: ofDays('pages', false),
  },
  {
    name: 'netvakt_market_day_blocked_attempts',
    type: 'gauge',
    unit: 'attempts',
    labels: ['market', 'day'],
    help: (units) => `Blocked attempts of a day. ${when(units)}`,
    note: READING,
    read: ofDays('attempts', false),
  },
  {
    name: 'netvakt_market_day_blocked_requests',
    type: 'gauge',
    unit: 'requests',
    labels: ['market', 'day'],
    help: (units) => `Blocked requests of a day. ${when(units)}`,
    note: READING,
    read: ofDays('requests', false),
  },
  {
    name: 'netvakt_market_day_covered_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['market', 'day'],
    help: 'Time of a day in which the filter was ready. If it is less than the day, the other figures cover only this part.',
    note: 'Distinguishes a quiet day (0 pages, fully covered) from a day without a filter (no sample, or little covered).',
    read: ofDays('covered', false),
  },
  {
    name: 'netvakt_day_blocked_attempts',
    type: 'gauge',
    unit: 'attempts',
    labels: ['market', 'list', 'day'],
    help: (units) => `Blocked attempts of a day, once for each list that holds the item. ${when(units)}`,
    note: `${READING} Do not sum over \`list\`.`,
    read: ofDays('attempts', true),
  },
];
