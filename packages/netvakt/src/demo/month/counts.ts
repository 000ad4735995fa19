/** `[requests, attempts, pages]` of a market. */
export type MonthCounts = readonly [requests: number, attempts: number, pages: number];

/** Adds to the counts of `market`. */
export function add(to: Map<string, MonthCounts>, market: string, [requests, attempts, pages]: MonthCounts): void {
  const [a, b, c] = to.get(market) ?? [0, 0, 0];
  to.set(market, [a + requests, b + attempts, c + pages]);
}
