import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { timeWait } from '../../src/doctor/checks/time-wait.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { LEAST } from '../support/config-text.ts';

const EXPLICIT = '[{ address: 127.0.0.1, port: 3128 }]';
const TPROXY = '[{ mode: tproxy, address: 127.0.0.1, port: 8080, source: preserve }]';
const CASES: readonly { why: string; listen: string; setting: string | undefined; state: string }[] = [
  { why: 'the kernel reuses on loopback only, its default', listen: TPROXY, setting: '2\n', state: 'warning' },
  { why: 'it never does', listen: EXPLICIT, setting: '0\n', state: 'warning' },
  { why: 'it does', listen: TPROXY, setting: '1\n', state: 'good' },
  { why: 'no file of /proc says so', listen: TPROXY, setting: undefined, state: 'skipped' },
  { why: 'packets are forwarded by the kernel', listen: '[{ mode: packet }]', setting: '2\n', state: 'good' },
];

const run = (): never => {
  throw new Error('Nothing is to be run');
};

test.each(CASES)('time-wait is $state: $why', ({ listen, setting, state }) => {
  const config = checkConfig(
    `${LEAST}interception: { subscribers: [eth1] }\nproxy: { listen: ${listen} }`,
    '/etc/netvakt/netvakt.yaml',
  );
  const machine: Machine = { root: false, environment: {}, read: () => setting, run, now: () => 0 };
  expect(timeWait(machine, config)).toMatchObject([{ check: 'time-wait', state }]);
});
