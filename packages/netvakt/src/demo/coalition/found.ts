/** Act 1: keys, a policy that both aggregators sign, and who trusts whom. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { STANDARD_DEFINITIONS } from '@netvakt/coalition';
import { CoalitionHome } from '../../coalition/home.ts';
import { AGGREGATORS, MARKETS, OPERATORS, type Operator, QUARTERS, SECRETARIAT } from './cast.ts';
import { setUpFilters } from './filters.ts';
import { CoalitionServer } from './server.ts';
import type { PlayStage } from './stage.ts';

/** What somebody sends to the secretariat. */
interface Joined {
  readonly key: object;
  readonly seal?: object;
}

const TOKENS = 'tokens';

/** Where a party's copy of the folder is: only the operator without Netvakt has one of its own. */
function folderOf(stage: PlayStage, party: string): string {
  const isRemote = OPERATORS.some(({ id, hasNetvakt }) => id === party && !hasNetvakt);
  return isRemote ? stage.of(party, 'copy') : stage.folder;
}

/** Founds the coalition; returns its server. */
export async function found(stage: PlayStage): Promise<CoalitionServer> {
  stage.isNow('2025-12-01');
  await stage.act('The coalition is founded');
  await setUpFilters(stage);
  const joined = await joinAll(stage);
  const draft = await stage.write('draft-of-policy.json', `${JSON.stringify(policyOf(joined), undefined, 2)}\n`);
  for (const id of AGGREGATORS) await stage.coalition(id, 'policy', draft, '--sign');
  const shown = await stage.coalition(AGGREGATORS[0], 'policy', draft, '--publish');
  await stage.expect(
    'both aggregators have signed the policy, and it is in the folder',
    /Signed by north and south: it holds/u.test(shown),
    'draft-of-policy.json, folder/members/policy/1.json',
  );
  const server = await opened(stage, joined.keys());
  const remote = OPERATORS.filter(({ hasNetvakt }) => !hasNetvakt);
  for (const { id } of remote) await server.sync(id);
  for (const id of joined.keys()) await stage.coalition(id, ...joinWords(stage, id), '--trust');
  const trusted = await Promise.all([...joined.keys()].map((id) => trustedBy(stage, id)));
  await stage.expect(
    'every party trusts the keys of both aggregators',
    trusted.every((ids) => ids.join() === AGGREGATORS.join()),
    'parties/*/home/home.json, by netvakt coalition join --trust',
  );
  return server;
}

/** Whose signatures on policies count for a party. */
async function trustedBy(stage: PlayStage, id: string): Promise<readonly string[]> {
  const { settings } = await CoalitionHome.open(stage.of(id, 'home'));
  return settings.trust?.aggregators.map((one) => one.id) ?? [];
}

async function joinAll(stage: PlayStage): Promise<ReadonlyMap<string, Joined>> {
  const joined = new Map<string, Joined>();
  for (const { id, hasNetvakt } of OPERATORS) {
    await mkdir(stage.of(id), { recursive: true });
    if (hasNetvakt) await stage.done(id, 'report', 'key', '--config', stage.of(id, 'filter', 'netvakt.yaml'));
    joined.set(id, JSON.parse(await stage.coalition(id, ...joinWords(stage, id), '--json')) as Joined);
  }
  for (const id of AGGREGATORS) {
    joined.set(id, JSON.parse(await stage.coalition(id, ...joinWords(stage, id), '--aggregator', '--json')) as Joined);
  }
  const office = await stage.coalition(SECRETARIAT, ...joinWords(stage, SECRETARIAT), '--json');
  return joined.set(SECRETARIAT, JSON.parse(office) as Joined);
}

function joinWords(stage: PlayStage, id: string): readonly string[] {
  const hasKey = OPERATORS.some((one) => one.id === id && one.hasNetvakt);
  const key = hasKey ? ['--key', stage.of(id, 'report-key.jwk')] : [];
  return ['join', '--id', id, '--folder', folderOf(stage, id), ...key];
}

async function opened(stage: PlayStage, parties: Iterable<string>): Promise<CoalitionServer> {
  const tokens = join(stage.of(SECRETARIAT), TOKENS);
  await stage.coalition(SECRETARIAT, ...joinWords(stage, SECRETARIAT), '--trust');
  for (const id of parties) {
    const token = await stage.done(SECRETARIAT, 'coalition', 'token', id, '--tokens', tokens);
    await stage.write(`parties/${id}/token`, token);
  }
  return await CoalitionServer.start(stage, tokens);
}

/** What counsel of every member has read. */
function policyOf(joined: ReadonlyMap<string, Joined>): object {
  const shared = ['subscriptions'];
  return {
    schema: 'netvakt-policy/1',
    coalition: 'demonstration',
    serial: 1,
    mode: 'blind',
    from: QUARTERS[0].name,
    until: '2026-Q4',
    aggregators: AGGREGATORS.map((id) => ({ id, key: joined.get(id)?.key, seal: joined.get(id)?.seal })),
    members: OPERATORS.map((one) => ({
      id: one.id,
      key: joined.get(one.id)?.key,
      subscriptions: inThousands(one),
      publishes: one.publishes ? ['requests'] : [],
    })),
    markets: MARKETS,
    indicators: [
      indicator('canary-http', 100, [99]),
      indicator('list-age', 1, [3600, 86_400]),
      indicator('coverage', 100, [90, 97], shared),
      indicator('pages', 100_000, [10, 20, 30], shared),
      indicator('attempts', 100_000, [10, 20, 30], shared),
      indicator('appeals-received', 100_000, [1, 2], shared),
      indicator('requests', 100_000, [20, 40, 60], shared),
    ],
    contributors: 4,
    corrections: 3,
    dominance: 50,
    deadlineDays: 30,
    definitions: STANDARD_DEFINITIONS,
    secretariat: { id: SECRETARIAT, key: joined.get(SECRETARIAT)?.key },
  };
}

function indicator(id: string, per: number, bins: readonly number[], sharedCounts: readonly string[] = []): object {
  return { id, sharedCounts, per, bins };
}

/** As a regulator publishes them. */
function inThousands({ subscriptions }: Operator): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(subscriptions).map(([market, { total }]) => [market, Math.round(total / 1000)]),
  );
}
