import type { StatisticsFigure } from '@netvakt/metrics';

/** One figure of a day. There is nothing finer than this. */
export interface TotalRow extends StatisticsFigure {
  /** UTC, `2026-01-31`. */
  readonly day: string;
}

/** The UTC day of a moment. */
export function dayOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}
