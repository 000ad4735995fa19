/** A coalition of 40 operators that submit 5,100 cells each, in memory. */
import {
  type Aggregator,
  type CoalitionPolicy,
  generateKey,
  generateOpeningKey,
  makeSubmission,
  type OpeningKey,
  type OwnCell,
  type PrivateKey,
  publicPart,
  quarterOf,
  readPolicy,
  type SignedPolicy,
  STANDARD_DEFINITIONS,
  sealPart,
  signPolicy,
} from '@netvakt/coalition';
import type { CoalitionSettings } from './settings.ts';

export const QUARTER = '2026-Q3';

/** An aggregator with its private keys. */
export interface BenchParty {
  readonly aggregator: Aggregator;
  readonly key: PrivateKey;
  readonly opening: OpeningKey;
}

/** The coalition that is measured. */
export interface BenchCoalition {
  readonly signed: SignedPolicy;
  readonly parties: readonly [BenchParty, BenchParty];
  readonly members: readonly { readonly id: string; readonly key: PrivateKey }[];
}

/** Makes keys and a signed policy. */
export async function benchCoalition({
  members: count,
  markets,
  indicators,
}: CoalitionSettings): Promise<BenchCoalition> {
  const names = Array.from({ length: markets }, (_, i) => `market-${i + 1}`);
  const parties = await Promise.all(['north', 'south'].map(benchParty));
  const members = await Promise.all(
    Array.from({ length: count }, async (_, i) => ({ id: `member-${i + 1}`, key: await generateKey() })),
  );
  const policy: CoalitionPolicy = {
    schema: 'netvakt-policy/1',
    coalition: 'bench',
    serial: 1,
    mode: 'blind',
    from: QUARTER,
    until: QUARTER,
    aggregators: parties.map(({ aggregator }) => aggregator),
    members: members.map(({ id, key }, i) => ({
      id,
      key: publicPart(key),
      subscriptions: Object.fromEntries(names.filter((_, at) => isIn(i, at)).map((name) => [name, 100 + i])),
      publishes: [],
    })),
    markets: names,
    indicators: Array.from({ length: indicators }, (_, i) => ({
      id: `indicator-${i + 1}`,
      sharedCounts: [],
      per: 100_000,
      bins: [10, 100, 1000, 10_000],
    })),
    contributors: 5,
    corrections: 3,
    dominance: 50,
    deadlineDays: 30,
    definitions: STANDARD_DEFINITIONS,
  };
  let text = JSON.stringify(policy);
  for (const { key } of parties) text = await signPolicy(text, key);
  return { signed: await readPolicy(text), parties: parties as [BenchParty, BenchParty], members };
}

/** One member's submission: a figure in every cell of the markets that it is in. */
export async function benchSubmission({ signed, members }: BenchCoalition, member: number): Promise<string> {
  const { policy } = signed;
  const months = quarterOf(QUARTER)?.months ?? [];
  const cells: OwnCell[] = policy.indicators.flatMap(({ id }, i) =>
    policy.markets.flatMap((market, at) =>
      months.map((month, j) => ({
        indicator: id,
        market,
        month,
        numerator: i * at + j + member,
        denominator: 100_000,
      })),
    ),
  );
  const key = (members[member] as BenchCoalition['members'][number]).key;
  return (await makeSubmission({ signed, quarter: QUARTER, key, cells, definitions: STANDARD_DEFINITIONS })).text;
}

/** Large operators are in every market, others in a third of them. */
function isIn(member: number, market: number): boolean {
  return member % 4 === 0 || (member + market) % 3 === 0;
}

async function benchParty(id: string): Promise<BenchParty> {
  const [key, opening] = [await generateKey(), await generateOpeningKey()];
  return { aggregator: { id, key: publicPart(key), seal: sealPart(opening) }, key, opening };
}
