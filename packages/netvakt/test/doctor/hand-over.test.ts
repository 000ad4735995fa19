import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { handOver } from '../../src/doctor/checks/hand-over.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { LEAST } from '../support/config-text.ts';

const OWN = '[{ mode: tproxy, address: 127.0.0.1, port: 8080 }]';
const SHARED = '[{ address: 127.0.0.1, port: 3128, shared: true }]';
const CASES: readonly { why: string; listen: string; setting: string | undefined; state: string }[] = [
  { why: 'a tproxy listener of its own can always be shared', listen: OWN, setting: '0', state: 'warning' },
  { why: 'an explicit one says so', listen: SHARED, setting: '0', state: 'warning' },
  { why: 'an old kernel has no such setting', listen: SHARED, setting: undefined, state: 'warning' },
  { why: 'the kernel hands over', listen: SHARED, setting: '1', state: 'good' },
  { why: 'nobody shares', listen: '[{ address: 127.0.0.1, port: 3128 }]', setting: '0', state: 'good' },
  { why: 'systemd holds the socket', listen: '[{ mode: tproxy, inherited: web }]', setting: '0', state: 'good' },
];

const run = (): never => {
  throw new Error('Nothing is to be run');
};

test.each(CASES)('hand-over is $state: $why', ({ listen, setting, state }) => {
  const config = checkConfig(`${LEAST}proxy: { listen: ${listen} }`, '/etc/netvakt/netvakt.yaml');
  const machine: Machine = { root: false, environment: {}, read: () => setting, run, now: () => 0 };
  expect(handOver(machine, config)).toMatchObject([{ check: 'hand-over', state }]);
});
