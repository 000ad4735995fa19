import { expect, test } from '@jest/globals';
import { servedQueues } from '../../src/doctor/checks/queues.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import type { InterceptionPlan, PacketPlan } from '../../src/export/nft/plan.ts';

const PACKET: PacketPlan = { queue: 4, queues: 2, ports: [443], bypass: true, by: 'nft' };
const LINES = (full: number): string =>
  `    4  900   2 2 20000  ${full}  0  41  1\n    5  900   1 2 20000  0  0  7  1\n`;

const run = (): never => {
  throw new Error('Nothing is to be run');
};

function findings(text: string | undefined, packet: PacketPlan | undefined, root = true): unknown {
  const machine: Machine = { root, environment: {}, read: () => text, run, now: () => 0 };
  return servedQueues(machine, { packet } as InterceptionPlan);
}

test.each([
  { why: 'all is well', text: LINES(0), bypass: true, state: 'good', found: '3 packets wait' },
  { why: 'packets were dropped', text: LINES(9), bypass: true, state: 'warning', found: 'dropped 9 packets' },
  { why: 'nobody serves them, open', text: '', bypass: true, state: 'fault', found: 'flows pass unfiltered' },
  { why: 'nobody serves them, closed', text: undefined, bypass: false, state: 'fault', found: 'are dropped' },
])('queues are $state: $why', ({ text, bypass, state, found }) => {
  expect(findings(text, { ...PACKET, bypass })).toMatchObject([{ state, found: expect.stringContaining(found) }]);
});

test('nothing is said of them without packets, and nothing can be without root', () => {
  expect(findings(LINES(0), undefined)).toEqual([]);
  expect(findings(LINES(0), PACKET, false)).toMatchObject([{ state: 'skipped' }]);
});
