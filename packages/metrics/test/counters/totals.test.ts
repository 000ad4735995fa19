import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { allocateCounters, CounterTotals, CounterWriter, settleConnections } from '@netvakt/metrics';
import { SHAPE } from '../support/shape.ts';

const WORKER = new URL('../support/counting-worker.ts', import.meta.url);

/** Runs a worker thread that counts `times` inspected requests and one open connection, and then dies by a throw. */
function countAndDie(region: ReturnType<typeof allocateCounters>, times: number): Promise<string> {
  const worker = new Worker(WORKER, { workerData: { region, times }, execArgv: ['--conditions=@netvakt/source'] });
  return new Promise((resolve) => worker.once('error', (error: Error) => resolve(error.message)));
}

test('counts survive the worker, and its successor goes on in the same region', async () => {
  const regions = [allocateCounters(SHAPE), allocateCounters(SHAPE)];
  const [first] = regions;
  if (first === undefined) throw new Error('no region');
  const totals = new CounterTotals(regions);

  expect(await countAndDie(first, 1000)).toBe('the worker dies');
  expect(totals.sum('inspected', [0, 0])).toBe(1000);
  expect(totals.sum('opened', [0]) - totals.sum('closed', [0])).toBe(1);

  new CounterWriter(first).waiting(700);
  settleConnections(first);
  expect(totals.sum('waiting', [])).toBe(0); // it waited in connections that are gone
  expect(totals.sum('opened', [0]) - totals.sum('closed', [0])).toBe(0);
  expect(totals.sum('opened', [0])).toBe(1); // what was opened stays counted

  expect(await countAndDie(first, 500)).toBe('the worker dies');
  expect(totals.sum('inspected', [0, 0])).toBe(1500);
});

test('the sum runs over all regions', () => {
  const regions = [allocateCounters(SHAPE), allocateCounters(SHAPE), allocateCounters(SHAPE)];
  for (const [i, region] of regions.entries()) new CounterWriter(region).bytes(0, 10 ** i);
  expect(new CounterTotals(regions).sum('bytes', [0])).toBe(111);
});

test('regions of different shapes are refused', () => {
  const other = allocateCounters({ ...SHAPE, markets: ['se'] });
  expect(() => new CounterTotals([allocateCounters(SHAPE), other])).toThrow(/different shapes/);
  expect(() => new CounterTotals([])).toThrow(/no region/);
});
