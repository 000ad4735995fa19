/** Doctor's reports on limits and privileges are about the service, however doctor itself was started. */
import { expect, test } from '@jest/globals';
import { checkConfig } from '../../src/config/load.ts';
import { descriptors } from '../../src/doctor/checks/limits.ts';
import { listsLoad } from '../../src/doctor/checks/lists.ts';
import { privileges } from '../../src/doctor/checks/privileges.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { serviceUnit } from '../../src/doctor/service-unit.ts';
import { LEAST } from '../support/config-text.ts';

const FILE = '/etc/netvakt/netvakt.yaml';
const OWN = `${LEAST}proxy: { listen: [{ mode: tproxy, address: 127.0.0.1, port: 8080 }] }\n`;
const SHELL = { limits: 'Max open files  1024  1024  files', status: 'CapEff:\t000001ffffffffff' };

function shown(id: string, file: string, pid: number, more: string): string {
  return `MainPID=${pid}\nExecStart={ path=/usr/bin/netvakt ; argv[]=/usr/bin/netvakt run --config ${file} ; }\nUser=netvakt\n${more}Id=${id}\nLoadState=loaded\n`;
}

/** A machine with these units of systemd, on which process 77 is a filter. `undefined`: no systemd. */
function machine(units: string | undefined): Machine {
  const files: Readonly<Record<string, string>> = {
    '/proc/self/limits': SHELL.limits,
    '/proc/self/status': SHELL.status,
    '/proc/77/limits': 'Max open files  1048576  1048576  files',
    '/proc/77/status': 'CapEff:\t0000000000000000',
  };
  return {
    root: true,
    environment: {},
    read: (path) => files[path],
    run() {
      if (units === undefined) throw new Error('no systemctl');
      return { ok: true, stdout: units, stderr: '' };
    },
    now: () => 0,
  };
}

const IDLE = 'LimitNOFILESoft=2048\nAmbientCapabilities=cap_net_admin\n';
const CASES = [
  {
    why: 'that runs',
    units: shown('netvakt.service', FILE, 77, IDLE),
    files: /^netvakt\.service may open 1048576 /u,
    admin: 'fault',
  },
  {
    why: 'that is stopped',
    units: shown('netvakt.service', FILE, 0, IDLE),
    files: /^netvakt\.service may open 2048 /u,
    admin: 'good',
  },
  {
    why: 'that runs rather than one that does not',
    units: `${shown('netvakt.service', FILE, 0, IDLE)}\n${shown('netvakt@a.service', FILE, 77, IDLE)}`,
    files: /^netvakt@a\.service may open 1048576 /u,
    admin: 'fault',
  },
  {
    why: 'of another configuration: none',
    units: shown('netvakt.service', '/etc/b.yaml', 77, IDLE),
    files: /^this process may open 1024 /u,
    admin: 'good',
  },
  {
    why: 'on a machine without systemd: none',
    units: undefined,
    files: /^this process may open 1024 /u,
    admin: 'good',
  },
];

test.each(CASES)('a service $why', ({ units, files, admin }) => {
  const config = checkConfig(OWN, FILE);
  const here = machine(units);
  const unit = serviceUnit(here, config);
  expect(descriptors(here, config, unit)[0]?.found).toMatch(files);
  expect(privileges(here, config, unit)).toMatchObject([{ state: admin }]);
});

test.each([
  { given: 'cap_net_admin cap_net_raw', state: 'good', found: 'has CAP_NET_ADMIN and CAP_NET_RAW' },
  { given: 'cap_net_admin', state: 'fault', found: 'needs CAP_NET_RAW' },
  { given: 'cap_net_raw', state: 'fault', found: 'need CAP_NET_ADMIN' },
])('a packet listener needs both capabilities: $given', ({ given, state, found }) => {
  const config = checkConfig(`${LEAST}proxy: { listen: [{ mode: packet }] }\n`, FILE);
  const here = machine(shown('netvakt.service', FILE, 0, `AmbientCapabilities=${given}\n`));
  expect(privileges(here, config, serviceUnit(here, config))).toMatchObject([
    { state, found: expect.stringContaining(found) },
  ]);
});

test('without limit', () => {
  const config = checkConfig(OWN, FILE);
  const here = machine(shown('netvakt.service', FILE, 0, 'LimitNOFILESoft=infinity\n'));
  expect(descriptors(here, config, serviceUnit(here, config))).toMatchObject([{ state: 'good' }]);
});

test('a shell that lacks the credentials of the service is no fault of the lists', async () => {
  const config = checkConfig(`${LEAST}intake: { folder: store, key: { credential: netvakt.store } }\n`, FILE);
  expect(await listsLoad(machine(undefined), config)).toMatchObject([
    { check: 'lists', state: 'skipped', remedy: expect.stringContaining('netvaktctl') },
  ]);
});
