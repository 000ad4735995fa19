/**
 * Each bound and each default has one source: the package that owns it, or the schema. Two sources would drift apart.
 * Schema and command line are read as published: what is published is generated, and nothing here may load them too early.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import * as blocklist from '@netvakt/blocklist/configuration';
import * as matcher from '@netvakt/matcher';
import * as metrics from '@netvakt/metrics';
import * as proxy from '@netvakt/proxy';
import { percents } from '../../src/base/arguments.ts';
import type { SchemaNode } from '../../src/config/json-schema.ts';

const FACETS = ['default', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern'] as const;
const PACKAGES = new URL('../../../', import.meta.url);

/** Every bound and default of a schema: `proxy.limits.head_bytes maximum` -> 1048576. */
function facetsOf(node: SchemaNode, path = ''): [facet: string, value: unknown][] {
  const own = FACETS.flatMap((facet): [string, unknown][] =>
    node[facet] === undefined || node.type === 'object' ? [] : [[`${path} ${facet}`, node[facet]]],
  );
  const items = node.items === undefined ? [] : facetsOf(node.items, `${path}[]`);
  const below = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    facetsOf(child, path === '' ? name : `${path}.${name}`),
  );
  return [...own, ...items, ...below];
}

/** The same members, each number another one. Whole seconds stay whole. */
function moved<T extends object>(owner: T): T {
  const members = Object.entries(owner).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'number' ? value + (value % 1000 === 0 ? 1000 : 1) : value,
  ]);
  return Object.fromEntries(members) as T;
}

const published = JSON.parse(readFileSync(new URL('../docs/config.schema.json', PACKAGES), 'utf8')) as SchemaNode;

test('what another package owns, the schema shows as its owner has it', async () => {
  const { DEFAULT_BOUNDS, DEFAULT_CHANGE_BOUNDS, MOST_KEYS, MOST_STAGES, WHOLE_FLEET } = blocklist;
  jest.unstable_mockModule('@netvakt/matcher', () => ({ ...matcher, MAX_MARKETS: matcher.MAX_MARKETS + 1 }));
  jest.unstable_mockModule('@netvakt/metrics/units', () => ({ DEFAULT_UNITS: moved(metrics.DEFAULT_UNITS) }));
  jest.unstable_mockModule('@netvakt/proxy/limits', () => ({
    DEFAULT_LIMITS: moved(proxy.DEFAULT_LIMITS),
    PSEUDONYM: /^another$/,
  }));
  jest.unstable_mockModule('@netvakt/blocklist/configuration', () => ({
    ...blocklist,
    DEFAULT_BOUNDS: moved(DEFAULT_BOUNDS),
    DEFAULT_CHANGE_BOUNDS: moved(DEFAULT_CHANGE_BOUNDS),
    DEFAULT_LIST: { format: 'urls', encoding: 'latin-1', enforcement: 'shadow' },
    DEFAULT_SEMANTICS: { bareHost: 'host', directoryIsPrefix: false, query: 'ignore', pathCase: 'insensitive' },
    LIST_ID: /^another$/,
    MOST_KEYS: MOST_KEYS + 1,
    MOST_STAGES: MOST_STAGES + 1,
    WHOLE_FLEET: WHOLE_FLEET * 2,
  }));
  const { configSchema } = await import('../../src/config/json-schema.ts');
  const before = new Map(facetsOf(published));
  const followed = facetsOf(configSchema()).filter(([facet, value]) => {
    return JSON.stringify(value) !== JSON.stringify(before.get(facet));
  });
  const limits = Object.keys(published.properties?.['proxy']?.properties?.['limits']?.properties ?? {});
  expect(limits).toHaveLength(Object.keys(proxy.DEFAULT_LIMITS).length);
  expect(followed.map(([facet]) => facet).toSorted()).toEqual(
    [
      'default_market pattern',
      'exemptions.reasons[] pattern',
      'fleet.id pattern',
      'fleet.publish.shares maxItems',
      'fleet.publish.shares[] minimum',
      'fleet.publish.signing_keys maxItems',
      'intake.lists[].free_change default',
      'intake.lists[].id pattern',
      'intake.lists[].max_growth default',
      'intake.lists[].max_shadowed default',
      'intake.lists[].max_shrink default',
      'lists[].bare_host default',
      'lists[].directory_is_prefix default',
      'lists[].encoding default',
      'lists[].enforcement default',
      'lists[].format default',
      'lists[].free_change default',
      'lists[].id pattern',
      'lists[].markets[] pattern',
      'lists[].max_bytes default',
      'lists[].max_entries default',
      'lists[].max_growth default',
      'lists[].max_line_bytes default',
      'lists[].max_rejected_ratio default',
      'lists[].max_shrink default',
      'lists[].max_unpacked_bytes default',
      'lists[].max_unpacked_ratio default',
      'lists[].min_entries default',
      'lists[].min_rejected_lines default',
      'lists[].path_case default',
      'lists[].query default',
      'markets maxItems',
      'markets[].id pattern',
      ...limits.map((key) => `proxy.limits.${key} default`),
      'proxy.pseudonym pattern',
      'report.operator pattern',
      'statistics.attempts_per_client_day default',
      'statistics.interval_seconds default',
      'statistics.ipv6_prefix_length default',
      'statistics.window_seconds default',
    ].toSorted(),
  );
});

/** Constants that may state a number under the name of a setting, and why. */
const OWNERS: Readonly<Record<string, string>> = {
  DEFAULT_BOUNDS: 'the schema takes its defaults from here',
  DEFAULT_CHANGE_BOUNDS: 'the schema takes its defaults from here',
  DEFAULT_LIMITS: 'the schema takes its defaults from here',
  DEFAULT_UNITS: 'the schema takes its defaults from here',
  ROLL_OUT: 'the schema takes its defaults from here',
  LIMITS: 'limits of the administration port, which no setting changes',
  SERVICE_BOUNDS: 'limits of the coalition’s server, which is another program',
};

/** The constant, function or class at the top level of `text` that `index` is in. */
function declarationAt(text: string, index: number): string {
  const above = [...text.slice(0, index).matchAll(/^(?:export )?(?:const|let|function|class|async function) (\w+)/gm)];
  return above.at(-1)?.[1] ?? '';
}

test('nothing else states a number under the name of a setting', () => {
  const keys = facetsOf(published).map(([facet]) => /(\w+)[[\]]* \w+$/.exec(facet)?.[1] ?? '');
  const names = new Set(keys.map((key) => key.replaceAll(/_(\w)/g, (_, first: string) => first.toUpperCase())));
  for (const field of Object.keys(proxy.DEFAULT_LIMITS)) names.add(field);
  // A single word, such as `port` or `at`, is the name of many things.
  const evidence = new Set([...names].filter((name) => /[A-Z]/.test(name)));
  expect(evidence.size).toBeGreaterThan(60);
  const files = ['matcher', 'blocklist', 'proxy', 'metrics', 'netvakt'].flatMap((name) =>
    readdirSync(new URL(`${name}/src/`, PACKAGES), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${name}/src/${file}`),
  );
  const stated = files.flatMap((file) => {
    const text = readFileSync(new URL(file, PACKAGES), 'utf8');
    return [...text.matchAll(/\b(\w+)(?:: number)?\s*(?::|=|\?\?)\s*\d/g)]
      .filter(([, name = '']) => evidence.has(name))
      .map(({ index }) => declarationAt(text, index));
  });
  expect([...new Set(stated)].toSorted()).toEqual(Object.keys(OWNERS).toSorted());
});

test('what the command line states of settings is what the schema states', () => {
  const { minimum, maximum } =
    published.properties?.['fleet']?.properties?.['publish']?.properties?.['shares']?.items ?? {};
  expect(percents(`${minimum},${maximum}`)).toEqual([minimum, maximum]);
  expect(() => percents(String(Number(minimum) / 10))).toThrow(`from ${minimum} to ${maximum}`);
  expect(() => percents(String(Number(maximum) + 1))).toThrow(`from ${minimum} to ${maximum}`);
  expect(readFileSync(new URL('../docs/cli.md', PACKAGES), 'utf8')).toContain(
    `(default: ${blocklist.DEFAULT_TEST_ENTRY})`,
  );
});
