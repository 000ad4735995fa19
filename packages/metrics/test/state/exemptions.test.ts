import { expect, test } from '@jest/globals';
import { ExemptionLedger } from '@netvakt/metrics';
import { makeWorld } from '../support/world.ts';

test('counts by reason, with a series for each configured reason from the start', () => {
  const ledger = new ExemptionLedger(['business', 'legal']);
  expect([...ledger.active]).toEqual([
    ['business', 0],
    ['legal', 0],
  ]);
  ledger.inForce(['legal', 'legal'], ['business', 'legal']);
  ledger.expired('legal');
  expect([...ledger.active]).toEqual([
    ['business', 0],
    ['legal', 2],
  ]);
  ledger.inForce([], ['legal']);
  expect([...ledger.active]).toEqual([['legal', 0]]);
  expect([...ledger.over]).toEqual([
    ['business', 0],
    ['legal', 1],
  ]);
});

test('a connection of an exempt source is counted by its mode', async () => {
  const { writers, metrics } = makeWorld();
  writers[0]?.connectionExempted(1);
  writers[1]?.connectionExempted(1);
  expect((await metrics.render(undefined)).body).toContain('netvakt_exempt_connections_total{mode="tproxy"} 2\n');
});
