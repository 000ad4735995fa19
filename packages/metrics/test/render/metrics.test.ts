import { randomFillSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  allocateUnits,
  CONTENT_TYPE,
  type CounterRegion,
  CounterWriter,
  DEFAULT_UNITS,
  DEFINITIONS,
  Metrics,
  UnitCounter,
} from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import { parseExposition, valueOf } from '../support/exposition.ts';
import { makeWorld } from '../support/world.ts';

const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';

test('both formats are well formed, with their exact content types', async () => {
  const { metrics } = makeWorld();
  const text = await metrics.render(undefined);
  const open = await metrics.render(OPENMETRICS);
  expect(text.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(open.contentType).toBe(CONTENT_TYPE.openmetrics);
  expect(parseExposition(text.body).ended).toBe(false);
  expect(parseExposition(open.body).ended).toBe(true);
});

test('the formats do not spoil each other, however they alternate', async () => {
  const { metrics } = makeWorld();
  const first = await metrics.render(undefined);
  await metrics.render(OPENMETRICS);
  await Promise.all([metrics.render(OPENMETRICS), metrics.render(undefined)]);
  const last = await metrics.render(undefined);
  expect([...parseExposition(last.body).families.keys()]).toEqual([...parseExposition(first.body).families.keys()]);
});

test('open descriptors are those that were counted beforehand: no scrape lists them', async () => {
  const world = makeWorld();
  world.status = { ...world.status, descriptors: { open: 4711, limit: 20_000 } };
  for (const accept of [undefined, OPENMETRICS]) {
    const parsed = parseExposition((await world.metrics.render(accept)).body);
    expect(valueOf(parsed, 'process_open_fds', {})).toBe(4711);
  }
});

test('a scrape shows one moment: what changes meanwhile is in the next one', async () => {
  const world = makeWorld();
  const { status } = world;
  const { limit } = status.conntrack;
  // The table grows each time that somebody looks.
  let entries = 0;
  const moment = (): typeof status => {
    entries += 1;
    return { ...status, workerRestarts: entries, conntrack: { entries, limit, drops: entries } };
  };
  const metrics = new Metrics({ ...world.sources, status: moment });
  for (const now of [1, 2]) {
    const parsed = parseExposition((await metrics.render(undefined)).body);
    expect(valueOf(parsed, 'netvakt_worker_restarts_total', {})).toBe(now);
    expect(valueOf(parsed, 'netvakt_conntrack_entries', {})).toBe(now);
    expect(valueOf(parsed, 'netvakt_conntrack_drops_total', {})).toBe(now);
  }
});

test('a family in OpenMetrics is named without _total, its samples with it', async () => {
  const parsed = parseExposition((await makeWorld().metrics.render(OPENMETRICS)).body);
  expect(parsed.families.get('netvakt_verdicts')).toMatchObject({ type: 'counter' });
  expect(valueOf(parsed, 'netvakt_verdicts_total', { protocol: 'http', verdict: 'block' })).toBe(0);
});

test('every combination exists before anything happened, and at zero', async () => {
  const parsed = parseExposition((await makeWorld().metrics.render(undefined)).body);
  const own = parsed.samples.filter(({ name }) => name.startsWith('netvakt_'));
  const count = (name: string): number => own.filter((sample) => sample.name === name).length;
  expect(count('netvakt_verdicts_total')).toBe(3 * 3);
  expect(count('netvakt_requests_inspected_total')).toBe(2 * 3);
  expect(count('netvakt_blocked_requests_total')).toBe(1 * 3 + 2 * 3); // se-domains in one market, shared in two
  expect(count('netvakt_list_entries')).toBe(2 * 2);
  expect(count('netvakt_list_update_failures_total')).toBe(2);
  expect(count('netvakt_list_refusals_total')).toBe(2);
  const moved = own.filter(({ value }) => value !== 0).map(({ name }) => name);
  expect([...new Set(moved)].toSorted()).toEqual([
    'netvakt_build_info',
    'netvakt_descriptors_free_ratio',
    'netvakt_route_withheld',
    'netvakt_statistics_window_seconds',
    'netvakt_workers_wanted',
  ]);
});

test('a blocked request shows in its market, its list and its protocol, summed over the workers', async () => {
  const { metrics, writers } = makeWorld();
  for (const writer of writers) writer.blocked(0, 0, [0], new Sighting());
  const parsed = parseExposition((await metrics.render(undefined)).body);
  const blocked = 'netvakt_blocked_requests_total';
  expect(valueOf(parsed, blocked, { market: 'se', list: 'se-domains', protocol: 'http' })).toBe(2);
  expect(valueOf(parsed, blocked, { market: 'se', list: 'shared', protocol: 'http' })).toBe(0);
  expect(valueOf(parsed, 'netvakt_verdicts_total', { protocol: 'http', verdict: 'block' })).toBe(2);
});

test('the version of a list is one series: the old one goes', async () => {
  const { metrics, lists } = makeWorld();
  const report = { version: 'one', entries: { domain: 3 }, lines: { active: 3 }, rejected: {}, quarantined: {} };
  lists.succeeded('shared', 100, report);
  lists.succeeded('shared', 200, { ...report, version: 'two', entries: { domain: 4 }, rejected: { 'too-long': 1 } });
  const parsed = parseExposition((await metrics.render(undefined)).body);
  expect(parsed.samples.filter(({ name }) => name === 'netvakt_list_info').map(({ labels }) => labels)).toEqual([
    { list: 'shared', version: 'two' },
  ]);
  expect(valueOf(parsed, 'netvakt_list_entries', { list: 'shared', kind: 'domain' })).toBe(4);
  expect(valueOf(parsed, 'netvakt_list_rejected_lines', { reason: 'too-long' })).toBe(1);
  expect(valueOf(parsed, 'netvakt_list_last_success_timestamp_seconds', { list: 'shared' })).toBe(200);
});

test('names keep to the conventions of Prometheus, and HELP states the unit', async () => {
  const parsed = parseExposition((await makeWorld().metrics.render(undefined)).body);
  for (const { name, type } of DEFINITIONS) {
    expect(name).toMatch(/^netvakt_[a-z_]+[a-z]$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(parsed.families.get(name)?.help).toMatch(/ Unit: [^.]+\.$/);
  }
});

test('the default families keep to the conventions too', async () => {
  const { families, samples } = parseExposition((await makeWorld().metrics.render(undefined)).body);
  const misnamed = [...families].filter(([name, { type }]) => name.endsWith('_total') !== (type === 'counter'));
  expect(misnamed).toEqual([]);
  expect(samples.filter(({ name }) => name === 'process_resident_memory_bytes')).toHaveLength(1);
  expect(samples.filter(({ labels }) => 'type' in labels)).toEqual([]);
});

test('R77: a million blocked requests for random hosts of random clients add no series and no memory', async () => {
  const { metrics, writers, regions } = makeWorld();
  const memory = allocateUnits(DEFAULT_UNITS, 1024, (words) => void randomFillSync(words));
  const shared = [memory.attempts, memory.oneSecond, memory.bounded];
  const sizes = shared.map(({ byteLength }) => byteLength);
  const writer = new CounterWriter(regions[0] as CounterRegion, new UnitCounter(memory, 0, () => 0));
  writer.snapshotReplaced(Uint16Array.of(0, 1));
  const names = async (): Promise<string[]> =>
    (await metrics.render(undefined)).body
      .split('\n')
      .filter((line) => line.startsWith('netvakt_'))
      .map((line) => line.slice(0, line.lastIndexOf(' ')));
  const before = await names();
  const sighting = new Sighting();
  const host = Buffer.alloc(16);
  for (let i = 0; i < 1_000_000; i += 1) {
    host.writeUInt32LE(Math.imul(i, 0x9e37_79b1) >>> 0);
    sighting.at(host, 0, 16);
    sighting.client = `192.0.2.${i % 256}`;
    sighting.rule = i;
    writer.blocked(i % 2, 0, [i % 2], sighting);
  }
  expect(await names()).toEqual(before);
  expect(shared.map(({ byteLength }) => byteLength)).toEqual(sizes);
  expect(writers).toHaveLength(2);
});
