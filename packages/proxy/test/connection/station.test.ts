import { expect, test } from '@jest/globals';
import { Deadlines } from '../../src/connection/deadlines.ts';
import { Station } from '../../src/connection/station.ts';
import type { Resolver } from '../../src/dial/resolver.ts';
import { SILENT } from '../../src/observe/observer.ts';
import { Policy } from '../../src/policy/policy.ts';
import { RULES, settingsFor } from '../support/world.ts';

test('a listener of its own is one on whatever link: a connection to it would come back, again and again', () => {
  const station = new Station(new Policy(settingsFor([]), []), RULES, {
    observer: SILENT,
    resolver: {} as Resolver,
    deadlines: new Deadlines(500),
  });
  station.ownListeners = new Set(['fe80::1:8080', '192.0.2.1:8080']);
  const found = ['fe80::1', 'fe80::1%7', 'fe80::2%7', '192.0.2.1'].map((one) => station.isOwnListener(one, 8080));
  expect(found).toEqual([true, true, false, true]);
  station.deadlines.stop();
});
