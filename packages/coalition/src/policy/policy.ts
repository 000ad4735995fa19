/**
 * What a coalition has agreed on: who takes part, what is measured, and what may be released. Counsel reads it; every aggregator
 * signs it; nothing counts that does not name its digest.
 */
import { z } from 'zod';
import { nameSchema } from '../document/name.ts';
import type { DocumentKind } from '../document/read.ts';
import { definitionsSchema, type UnitDefinitions } from '../indicator/definitions.ts';
import { quarterOf } from '../indicator/quarter.ts';
import { type PublicKey, publicKeySchema } from '../signature/key.ts';
import { type SealKey, sealKeySchema } from './seal-key.ts';

/** How figures are added. `blind`: two aggregators, neither of which sees one. `trustee`: one, which sees all. */
export type SumMode = 'blind' | 'trustee';

/** Who adds. */
export interface Aggregator {
  readonly id: string;
  /** Verifies what it signs. */
  readonly key: PublicKey;
  /** What is sealed for it. */
  readonly seal: SealKey;
}

/** An operator that takes part. */
export interface CoalitionMember {
  /** A pseudonym. */
  readonly id: string;
  readonly key: PublicKey;
  /** Subscriptions in thousands by market, from public figures: how much a member can weigh in a sum. */
  readonly subscriptions: Readonly<Record<string, number>>;
  /** Indicators that the member publishes itself: anybody can take those figures out of a sum. */
  readonly publishes: readonly string[];
}

/** Who keeps the folder; it reads no sealed file. */
interface Secretariat {
  readonly id: string;
  readonly key: PublicKey;
}

/** What is compared: a ratio of two counts, and bins of it. */
export interface PolicyIndicator {
  readonly id: string;
  /**
   * Names of counts that other indicators are made of as well, such as subscriptions: what is released of one then reveals something about the
   * others, and they are judged together. Public counts link nothing and are left out.
   */
  readonly sharedCounts: readonly string[];
  /** The ratio is given for this many of the denominator: 100 for per cent, 100000 for subscriptions. */
  readonly per: number;
  /** Upper bounds of all bins but the last, in the unit of the ratio, ascending. */
  readonly bins: readonly number[];
}

export interface CoalitionPolicy {
  readonly schema: 'netvakt-policy/1';
  readonly coalition: string;
  /** Goes up with every change. */
  readonly serial: number;
  readonly mode: SumMode;
  /** First and last quarter that it holds for. */
  readonly from: string;
  readonly until: string;
  readonly aggregators: readonly Aggregator[];
  readonly members: readonly CoalitionMember[];
  readonly markets: readonly string[];
  readonly indicators: readonly PolicyIndicator[];
  /** Least number of operators behind anything that is released. */
  readonly contributors: number;
  /** Least number of operators whose corrections are released together. */
  readonly corrections: number;
  /** How far off, in per cent, the second largest contributor must be who estimates the largest from a sum. */
  readonly dominance: number;
  /** Days after the end of a quarter until which submissions are awaited. */
  readonly deadlineDays: number;
  /** How every member counts. Other files name their digest. */
  readonly definitions: UnitDefinitions;
  /** Who keeps the folder and its log. Default: the first aggregator. */
  readonly secretariat?: Secretariat | undefined;
}

/** Most members, and with {@link MOST_BINS} what one 64-bit integer holds of their bins. */
const MOST_MEMBERS = 1000;
const MOST_BINS = 6;

const QUARTER = z.string().refine((text) => quarterOf(text) !== undefined, 'is no quarter; write it as 2026-Q3');

/** What `all` stands for in a figure; no market may be called so. */
const MARKET = nameSchema.refine((market) => market !== 'all', 'is reserved for the sum over all markets');

const aggregator = z.strictObject({ id: nameSchema, key: publicKeySchema, seal: sealKeySchema });
const member = z.strictObject({
  id: nameSchema,
  key: publicKeySchema,
  subscriptions: z.record(MARKET, z.int().min(1).max(10_000_000)),
  publishes: z.array(nameSchema).max(200),
});
const indicator = z.strictObject({
  id: nameSchema,
  sharedCounts: z.array(nameSchema).max(2),
  per: z.union([z.literal(1), z.literal(100), z.literal(1000), z.literal(10_000), z.literal(100_000)]),
  bins: z
    .array(z.int().min(0).max(1_000_000_000))
    .max(MOST_BINS - 1)
    .refine((bins) => bins.every((bound, i) => bound > (bins[i - 1] ?? -1)), 'are not in ascending order'),
});

const schema: z.ZodType<CoalitionPolicy> = z
  .strictObject({
    schema: z.literal('netvakt-policy/1'),
    coalition: nameSchema,
    serial: z.int().min(1),
    mode: z.enum(['blind', 'trustee']),
    from: QUARTER,
    until: QUARTER,
    aggregators: z.array(aggregator).min(1).max(2),
    members: z.array(member).min(3).max(MOST_MEMBERS),
    markets: z.array(MARKET).min(1).max(40),
    indicators: z.array(indicator).min(1).max(100),
    contributors: z.int().min(3).max(100),
    corrections: z.int().min(3).max(100),
    dominance: z.int().min(10).max(1000),
    deadlineDays: z.int().min(1).max(365),
    definitions: definitionsSchema,
    secretariat: z.strictObject({ id: nameSchema, key: publicKeySchema }).optional(),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of relationsOf(value)) issues.push({ code: 'custom', path, message, input: value });
  });

/** What no field shows alone. */
function relationsOf(policy: CoalitionPolicy): { readonly path: string[]; readonly message: string }[] {
  const faults: { path: string[]; message: string }[] = [];
  const fault = (field: string, message: string): void => void faults.push({ path: [field], message });
  const { mode, aggregators, members } = policy;
  if (mode === 'blind' && aggregators.length !== 2) fault('aggregators', 'blind sums need two');
  if (mode === 'trustee' && aggregators.length !== 1) fault('aggregators', 'a trustee is alone');
  if (policy.from > policy.until) fault('until', 'is before the first quarter');
  if (policy.contributors > members.length) fault('contributors', 'is more than there are members');
  for (const [field, names] of namesOf(policy)) {
    if (new Set(names).size < names.length) fault(field, 'a name or key is given twice');
  }
  for (const one of members) for (const message of memberFaults(one, policy)) fault('members', `${one.id} ${message}`);
  return faults;
}

function memberFaults(
  { subscriptions, publishes }: CoalitionMember,
  { markets, indicators }: CoalitionPolicy,
): string[] {
  const foreign = Object.keys(subscriptions).find((market) => !markets.includes(market));
  const odd = publishes.find((one) => indicators.every(({ id }) => id !== one));
  return [
    ...(Object.keys(subscriptions).length === 0 ? ['has no subscriptions in any market'] : []),
    ...(foreign === undefined ? [] : [`has subscriptions in ${foreign}, which is no market`]),
    ...(odd === undefined ? [] : [`publishes ${odd}, which is no indicator`]),
  ];
}

function namesOf({
  aggregators,
  members,
  markets,
  indicators,
}: CoalitionPolicy): [field: string, names: readonly string[]][] {
  return [
    ['members', [...members, ...aggregators].map(({ id }) => id)],
    ['members', [...members, ...aggregators].map(({ key }) => key.kid)],
    ['aggregators', aggregators.map(({ seal }) => seal.kid)],
    ['markets', markets],
    ['indicators', indicators.map(({ id }) => id)],
  ];
}

export const POLICY: DocumentKind<CoalitionPolicy> = {
  name: 'policy',
  schema,
  mostLength: 2_000_000,
  remedy: 'Ask the secretariat for the policy that the aggregators signed',
};

/** The JSON Schema of a policy (draft 2020-12). What no field shows alone is checked by `netvakt coalition policy`. */
export function policyJsonSchema(): object {
  return z.toJSONSchema(schema, { unrepresentable: 'any' });
}
