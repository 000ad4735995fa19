/** What the rules themselves count, in named counters of the table: `opened4`, `opened6`, `taken4`, … */
import { z } from 'zod';
import { exportError } from '../failure.ts';
import { type InterceptionPlan, IP_FAMILIES, type IpFamily } from './plan.ts';
import type { Run } from './tools.ts';

/**
 * `opened`: packets that open a connection and were led to the filter. `taken`: packets of connections that the filter has, from
 * subscribers and from origins (tproxy). `bypassed`: packets to destinations that always pass. `exempted`: packets that open a connection from
 * sources that are exempt. `quic`: datagrams that were refused or dropped, or are inspected; `quic_answers`: refusals that left. `icmp_errors`: reports of routers
 * that were brought to the filter's sockets.
 */
export const COUNTED = ['opened', 'taken', 'bypassed', 'exempted', 'quic', 'quic_answers', 'icmp_errors'] as const;
export type Counted = (typeof COUNTED)[number];

/** What one counter holds. */
export interface Amount {
  readonly packets: number;
  readonly bytes: number;
}

export type Amounts = Readonly<Record<Counted, Readonly<Record<IpFamily, Amount>>>>;

const NOTHING: Amount = { packets: 0, bytes: 0 };
const DIGIT: Readonly<Record<IpFamily, string>> = { ipv4: '4', ipv6: '6' };
const NUMBER = z.number().min(0);
/** Both numbers of a counter. */
export const AMOUNT: z.ZodType<Amount> = z.strictObject({ packets: NUMBER, bytes: NUMBER });
const LISTING = z.object({
  nftables: z.array(z.object({ counter: z.object({ name: z.string(), packets: NUMBER, bytes: NUMBER }).optional() })),
});

/** The statement that counts what reaches it. */
export function countedAs(what: Counted, family: 'ip' | 'ip6'): string {
  return `counter name ${what}${family === 'ip' ? 4 : 6}`;
}

/** Makes amounts of what `amountOf` returns for each. */
export function amounts(amountOf: (what: Counted, family: IpFamily) => Amount): Amounts {
  const rows = COUNTED.map((what) => [
    what,
    Object.fromEntries(IP_FAMILIES.map((family) => [family, amountOf(what, family)])),
  ]);
  return Object.fromEntries(rows) as Amounts;
}

/** Reads the counters of a plan's table; all are 0 if there is none. */
export function readCounters({ table }: InterceptionPlan, run: Run): Amounts {
  const { ok, stdout } = run(['nft', '-j', 'list', 'counters', 'table', 'inet', table]);
  if (!ok) return amounts(() => NOTHING);
  const listing = LISTING.safeParse(JSON.parse(stdout));
  if (!listing.success) throw exportError('nft answers in a form that is not known', 'Use nftables 1.0 or later');
  const found = new Map(
    listing.data.nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter] as const])),
  );
  return amounts((what, family) => {
    const { packets, bytes } = found.get(`${what}${DIGIT[family]}`) ?? NOTHING;
    return { packets, bytes };
  });
}

/** `sum` and what was counted from `before` to `now`. A counter that fell was made anew with its table, and began at 0. */
export function advance(sum: Amounts, before: Amounts, now: Amounts): Amounts {
  const step = (what: Counted, family: IpFamily, unit: keyof Amount): number => {
    const [from, to] = [before[what][family][unit], now[what][family][unit]];
    return sum[what][family][unit] + (to >= from ? to - from : to);
  };
  return amounts((what, family) => ({ packets: step(what, family, 'packets'), bytes: step(what, family, 'bytes') }));
}

export const NO_AMOUNTS: Amounts = amounts(() => NOTHING);
