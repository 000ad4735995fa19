/**
 * Exemptions as ranges that do not overlap: what the data plane and nftables sets hold. The longest prefix decides; when it ends,
 * the next shorter one does.
 *
 *   /24 never, until 12:00        ├───────────────────────────┤
 *   /26 market lt, forever             ├─────┤
 *   /32 never, until 11:00        │
 *   now                           │┼───┼─────┼────────────────┤     never · never · lt · never
 *   the kernel's timeouts         12:00, 12:00, none, 12:00         the range of lt is not in the set: the filter sees to it
 */
import type { IpAddress } from '@netvakt/proxy';
import { type Exemption, isActive } from './exemption.ts';

/** A range of sources that are treated alike. */
export interface SourceRange {
  readonly first: IpAddress;
  readonly last: IpAddress;
  readonly isIPv4: boolean;
  /** `undefined`: never filtered. */
  readonly market: string | undefined;
  /** Milliseconds since 1970 until which nothing of this changes for the range, or infinity. */
  readonly until: number;
}

/** The ranges that hold at `now`, sorted. Cost: O(n log n). */
export function rangesOf(exemptions: readonly Exemption[], now: number): readonly SourceRange[] {
  const ranges: SourceRange[] = [];
  const open: SourceRange[] = [];
  let next = 0n;
  /** Closes the gap from `next` to `last`, which the innermost open prefix covers. */
  const close = (last: IpAddress): void => {
    const inner = open.at(-1);
    if (inner === undefined || last < next) return;
    push(ranges, { ...inner, first: next, last, until: untilOf(open) });
    next = last + 1n;
  };
  for (const prefix of prefixesOf(exemptions, now)) {
    for (let inner = open.at(-1); inner !== undefined && inner.last < prefix.first; inner = open.at(-1)) {
      close(inner.last);
      open.pop();
    }
    close(prefix.first - 1n);
    next = prefix.first;
    open.push(prefix);
  }
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    close(inner.last);
    open.pop();
  }
  return ranges;
}

/** Each prefix once, sorted, the shorter first. Of two owners' the market wins, then the longer time. */
function prefixesOf(exemptions: readonly Exemption[], now: number): readonly SourceRange[] {
  const byText = new Map<string, SourceRange>();
  for (const exemption of exemptions) {
    if (!isActive(exemption, now)) continue;
    const { source, market: own, expires } = exemption;
    const before = byText.get(source.text);
    const market = before?.market ?? own;
    const until = before !== undefined && before.market === own ? Math.max(before.until, expires) : expires;
    const { first, last, isIPv4 } = source;
    if (before === undefined || before.market === own || before.market === undefined)
      byText.set(source.text, { first, last, isIPv4, market, until });
  }
  return [...byText.values()].toSorted((a, b) => compare(a.first, b.first) || compare(b.last, a.last));
}

/** How long the innermost prefix's treatment lasts: on, as long as the next ones that are left then mean the same. */
function untilOf(open: readonly SourceRange[]): number {
  const inner = open.at(-1);
  let until = inner?.until ?? 0;
  for (const outer of open.toReversed().slice(1)) {
    if (outer.until <= until) continue;
    if (outer.market !== inner?.market) break;
    until = outer.until;
  }
  return until;
}

/** Adds a range, joined to the one before if that is its neighbour and treated alike. */
function push(ranges: SourceRange[], range: SourceRange): void {
  const before = ranges.at(-1);
  const joins =
    before !== undefined &&
    before.last + 1n === range.first &&
    before.isIPv4 === range.isIPv4 &&
    before.market === range.market &&
    before.until === range.until;
  if (joins) ranges[ranges.length - 1] = { ...before, last: range.last };
  else ranges.push(range);
}

function compare(a: IpAddress, b: IpAddress): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
