import { expect, test } from '@jest/globals';
import { indicatorOf } from '@netvakt/coalition';
import { allocateCounters, CounterTotals, CounterWriter, ListLedger, NO_RULES, ProbeLedger } from '@netvakt/metrics';
import { UNINSPECTABLE } from '@netvakt/proxy';
import { checkConfig } from '../../src/config/load.ts';
import { serviceReader } from '../../src/run/service-reading.ts';
import { counterShape, LIST_VOCABULARY } from '../../src/run/shape.ts';
import { Status } from '../../src/run/status.ts';

const CONFIG = checkConfig(
  `operator: { name: Example, url: 'https://operator.example/' }
block:
  authority: Example authority
  legal_basis: https://authority.example/law
  objection: https://authority.example/objection
  help_line: https://help.example/
markets:
  - { id: se, clients: [192.0.2.0/25], subscriptions: { filtered: 400, total: 500 } }
  - { id: lt, clients: [192.0.2.128/25] }
default_market: se
lists:
  - { id: police, file: police.txt }
  - { id: trial, file: trial.txt, statistics: apart }
`,
  '/etc/netvakt/netvakt.yaml',
);

/** A filter with two markets, one list of an authority and one of a test. */
function world() {
  const shape = counterShape(['se', 'lt']);
  const region = allocateCounters(shape);
  const lists = new ListLedger(LIST_VOCABULARY);
  const status = new Status();
  const probes = new ProbeLedger(['se', 'lt'], ['http', 'connect', 'tls']);
  lists.track(
    ['police', 'trial'].map((id) => ({ id, markets: ['se', 'lt'] })),
    1000,
  );
  const report = { version: '1', entries: {}, rejected: {}, quarantined: {} };
  for (const id of ['police', 'trial'])
    lists.succeeded(id, 1000, { ...report, lines: { active: 90, invalid: 2, quarantined: 8 } });
  const totals = new CounterTotals([region]);
  const read = serviceReader({
    totals,
    probes,
    lists,
    status: () => status.read(),
    config: () => CONFIG,
    now: () => 1600,
  });
  return { writer: new CounterWriter(region), probes, status, read };
}

test('a reading names what the coalition’s table has, and nothing else', () => {
  const { read, probes } = world();
  probes.note('se', 'tls', true, 1);
  const { counts, states, samples } = read();
  for (const { indicator, market } of [...counts, ...states, ...samples]) {
    expect(indicatorOf(indicator)).toBeDefined();
    expect(['se', 'lt']).toContain(market);
  }
});

test('canaries, lists, lines and subscriptions are read by market; lists of a test are left out', () => {
  const { read, probes } = world();
  for (const blocked of [true, true, false]) probes.note('se', 'tls', blocked, 1);
  const { counts, states, samples } = read();
  expect(counts.filter(({ indicator }) => indicator.startsWith('canary'))).toEqual([
    { market: 'se', indicator: 'canary-tls', numerator: 2, denominator: 3 },
  ]);
  expect(states).toEqual([
    { market: 'se', indicator: 'quarantined', numerator: 8, denominator: 100 },
    { market: 'se', indicator: 'lists', numerator: 1, denominator: 1 },
    { market: 'se', indicator: 'coverage', numerator: 400, denominator: 500 },
    { market: 'lt', indicator: 'quarantined', numerator: 8, denominator: 100 },
    { market: 'lt', indicator: 'lists', numerator: 1, denominator: 1 },
  ]);
  expect(samples).toContainEqual({ market: 'se', indicator: 'list-age', numerator: 600, denominator: 1 });
});

test('every reason why something passes unseen is part of one indicator', () => {
  const { read, writer } = world();
  for (const code of Object.values(UNINSPECTABLE)) writer.uninspectable(0, code);
  const unseen = read().counts.filter(({ indicator, market }) => market === 'se' && indicator.startsWith('unseen'));
  const reasons = Object.keys(UNINSPECTABLE).length;
  expect(unseen.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(reasons);
  for (const { denominator } of unseen) expect(denominator).toBe(reasons);
});

/** What the rules' canary came to. */
const canary = (attempts: number, failures: number) => ({ attempts, failures, success: true, lastSuccess: 1 });

/** Rules of IPv4 that were lost, and what their canary came to. */
const rules = (attempts: number, failures: number) => ({
  ...NO_RULES,
  wanted: { ipv4: true, ipv6: false },
  canaryWanted: true,
  lastCheck: 1,
  canary: { ...NO_RULES.canary, ipv4: { blocked: canary(attempts, failures), free: canary(0, 0) } },
});

test('canaries through the rules count from when they were first seen; lost rules are a bypass', () => {
  const { read, status } = world();
  const intercepted = () => read().counts.find(({ indicator }) => indicator === 'canary-intercepted');
  expect(intercepted()).toBeUndefined();
  status.rules = () => rules(500, 20);
  expect(intercepted()).toMatchObject({ numerator: 0, denominator: 0 });
  status.rules = () => rules(510, 22);
  expect(intercepted()).toMatchObject({ numerator: 8, denominator: 10 });
  expect(read().isBypassed).toBe(true);
});
