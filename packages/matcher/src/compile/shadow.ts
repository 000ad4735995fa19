/**
 * Lists in shadow: they only count what they would block. Their rules are in the same snapshot, in markets of their own, so that
 * no lookup for a client's market can find them, whatever they cover:
 *
 *   position   0    1    2            3
 *   market     se   lt   shadow se    shadow lt
 *
 * A snapshot without such a list has no such markets, and costs nothing for it. One with them has room for 16 markets, not 32.
 */

/**
 * The market in which a list in shadow stands for `market`. No market of a configuration has such a name: it holds a space.
 *
 * @example
 * shadowOf('se'); // → 'shadow se'
 */
export function shadowOf(market: string): string {
  return `shadow ${market}`;
}

/**
 * The markets of a snapshot with lists in shadow: the shadow of market `i` is `i + markets.length`.
 *
 * @example
 * withShadows(['se', 'lt']); // → ['se', 'lt', 'shadow se', 'shadow lt']
 */
export function withShadows(markets: readonly string[]): readonly string[] {
  return [...markets, ...markets.map(shadowOf)];
}
