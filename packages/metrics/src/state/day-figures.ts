import type { FigureUnit } from './figures.ts';

/** One count of a local day, or the time of which it is known. */
export interface DayFigure {
  /** In the time zone of the market, `2026-01-31`. */
  readonly day: string;
  readonly market: string;
  /** A list's id, or '' for the market's own figure. */
  readonly list: string;
  /** `covered`: seconds in which the filter was ready. */
  readonly unit: FigureUnit | 'covered';
  readonly count: number;
}
