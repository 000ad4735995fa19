import type { BlockName } from '../counters/layout.ts';
import type { ListSlots } from '../counters/slots.ts';
import type { CounterTotals } from '../counters/totals.ts';
import type { ListLedger } from './lists.ts';

/** The units that totals are kept in. */
export const FIGURE_UNITS = ['requests', 'attempts', 'pages', 'attempts_one_second', 'attempts_bounded'] as const;
export type FigureUnit = (typeof FIGURE_UNITS)[number];

/** One count since the start of the process. */
export interface StatisticsFigure {
  readonly market: string;
  /** A list's id, or '' for the market's own figure, in which an item of two lists counts once. */
  readonly list: string;
  readonly unit: FigureUnit;
  readonly count: number;
}

/** Where each unit is counted by market and list, and by market alone. Requests are spread over protocols too. */
const BY_LIST: readonly (readonly [FigureUnit, BlockName])[] = [
  ['attempts', 'attemptsByList'],
  ['pages', 'pagesByList'],
  ['attempts_one_second', 'oneSecondByList'],
  ['attempts_bounded', 'boundedByList'],
];

/** The statistics as rows: what the daily totals are made of. Zeros are left out. */
export function figuresOf(totals: CounterTotals, slots: ListSlots, lists: ListLedger): StatisticsFigure[] {
  const figures: StatisticsFigure[] = [];
  const add = (market: string, list: string, unit: FigureUnit, count: number): void => {
    if (count > 0) figures.push({ market, list, unit, count });
  };
  const { markets, protocols } = totals.shape;
  const overProtocols = (block: BlockName, market: number, ...rest: readonly number[]): number =>
    protocols.reduce((sum, _, protocol) => sum + totals.sum(block, [market, protocol, ...rest]), 0);
  const slotOf = new Map(slots.entries());
  for (const [market, name] of markets.entries()) {
    add(name, '', 'requests', overProtocols('blocked', market));
    add(name, '', 'attempts', totals.sum('attempts', [market]));
    add(name, '', 'pages', totals.sum('pages', [market]));
    for (const [list, { markets: own }] of lists.entries()) {
      const slot = slotOf.get(list);
      if (slot === undefined || !own.has(name)) continue;
      add(name, list, 'requests', overProtocols('blockedByList', market, slot));
      for (const [unit, block] of BY_LIST) add(name, list, unit, totals.sum(block, [market, slot]));
    }
  }
  return figures;
}
