/** Who plays. Numbers of subscriptions are odd on purpose: a figure that gets out can be recognised. */

/** Subscriptions of one operator in one market. */
interface Subscriptions {
  readonly filtered: number;
  readonly total: number;
}

/** An operator of the play. */
export interface Operator {
  readonly id: string;
  /** False: it filters with another program, and joins with a table. */
  readonly hasNetvakt: boolean;
  readonly subscriptions: Readonly<Record<string, Subscriptions>>;
  /** How much traffic its subscribers make for blocked pages, of the usual. */
  readonly factor: number;
  /** Complaints that it gets in each month. */
  readonly complaints: number;
  /** Publishes its blocked requests itself. */
  readonly publishes: boolean;
}

export const MARKETS = ['se', 'lt'] as const;

export const OPERATORS: readonly Operator[] = [
  operator('ash', 1, 6, { se: [417_203, 431_877], lt: [148_319, 151_003] }),
  operator('birch', 0.7, 4, { se: [371_549, 382_411], lt: [201_493, 214_601] }),
  operator('cedar', 1.3, 5, { se: [288_607, 304_169], lt: [127_837, 131_101] }),
  operator('elm', 0.9, 3, { se: [251_287, 263_009] }),
  {
    ...operator('fir', 1.1, 2, { se: [213_589, 224_737], lt: [176_651, 183_823] }),
    hasNetvakt: false,
    publishes: false,
  },
];

export const AGGREGATORS = ['north', 'south'] as const;
export const SECRETARIAT = 'office';

/** The two quarters, and the day of each month on which the operators' filters run. */
export const QUARTERS = [
  { name: '2026-Q1', months: ['2026-01', '2026-02', '2026-03'] },
  { name: '2026-Q2', months: ['2026-04', '2026-05', '2026-06'] },
] as const;
export const DAY_OF_MONTH = '15';

/** All but the one that joins with a table. */
export function operatorsWithNetvakt(): readonly Operator[] {
  return OPERATORS.filter(({ hasNetvakt }) => hasNetvakt);
}

function operator(
  id: string,
  factor: number,
  complaints: number,
  markets: Readonly<Record<string, readonly [filtered: number, total: number]>>,
): Operator {
  const subscriptions = Object.fromEntries(
    Object.entries(markets).map(([market, [filtered, total]]) => [market, { filtered, total }]),
  );
  return { id, hasNetvakt: true, subscriptions, factor, complaints, publishes: true };
}
