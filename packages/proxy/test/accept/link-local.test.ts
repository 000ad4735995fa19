import { afterEach, expect, jest, test } from '@jest/globals';
import { Admission } from '../../src/accept/admission.ts';
import { Entrance } from '../../src/accept/entrance.ts';
import { Deadlines } from '../../src/connection/deadlines.ts';
import { Station } from '../../src/connection/station.ts';
import type { Resolver } from '../../src/dial/resolver.ts';
import { SILENT } from '../../src/observe/observer.ts';
import { Policy } from '../../src/policy/policy.ts';
import type { TransparentListenerSettings } from '../../src/settings/settings.ts';
import { Sniffer } from '../../src/sniff/sniffer.ts';
import { BareSocket } from '../../src/socket/bare-socket.ts';
import { RULES, settingsFor } from '../support/world.ts';

const LISTENER: TransparentListenerSettings = {
  mode: 'tproxy',
  address: '::1',
  port: 8080,
  source: 'own',
  mark: 0,
  ports: [80],
  h2c: 'refuse',
  ambiguous: 'refuse',
  unknown: 'pass',
  overload: 'closed',
};

const ENDS = { remoteAddress: 'fe80::c%7', remotePort: 40_000, localAddress: 'fe80::99%7', localPort: 80 };

let station: Station | undefined;
afterEach(() => {
  jest.restoreAllMocks();
  station?.deadlines.stop();
});

test.each([
  { sendProxy: 'v1', header: 'PROXY TCP6 fe80::c fe80::99 40000 80\r\n' },
  { sendProxy: 'v2', header: `fe80${'0'.repeat(27)}cfe80${'0'.repeat(26)}999c400050` },
] as const)('a header of $sendProxy, which has no zones, names link-local ends as well', ({ sendProxy, header }) => {
  const options = { observer: SILENT, resolver: {} as Resolver, deadlines: new Deadlines(500) };
  station = new Station(new Policy(settingsFor([]), []), RULES, options);
  const entrance = new Entrance({ ...LISTENER, sendProxy }, 'listeners[0]', station, new Admission(SILENT, 10));
  const begun = jest.spyOn(Sniffer, 'begin').mockImplementation(() => {});
  const socket = new BareSocket();
  for (const [name, value] of Object.entries(ENDS)) Object.defineProperty(socket, name, { value });
  entrance.accepted(socket);
  const [flow, route] = begun.mock.calls[0] ?? [];
  const origin = new BareSocket();
  const written = jest.spyOn(origin, 'write').mockReturnValue(true);
  flow?.introduce(origin);
  const bytes = Buffer.from(written.mock.calls[0]?.[0] ?? []);
  expect(sendProxy === 'v1' ? bytes.toString() : bytes.toString('hex', 16)).toBe(header);
  expect(route?.original.endpoint.address).toBe('fe80::99%7');
});
