import { expect, test } from '@jest/globals';
import * as surface from '@netvakt/proxy';

test('the public names are these', () => {
  expect(Object.keys(surface).sort()).toEqual([
    'ANSWER',
    'DAY',
    'DEFAULT_LIMITS',
    'DIRECTION',
    'DataPlane',
    'Destinations',
    'ExemptionTable',
    'FAMILY',
    'MODE',
    'NEVER_FILTERED',
    'NOT_LISTED',
    'NO_EXEMPTIONS',
    'PACKET_DROP',
    'PACKET_OUTCOME',
    'PROBE_SLOT',
    'PROTOCOL',
    'PSEUDONYM',
    'PURPOSE',
    'QUIC_REASON',
    'REFUSAL',
    'REJECTION',
    'SILENT',
    'SettingsError',
    'Sighting',
    'UNINSPECTABLE',
    'UNSERVED',
    'UPSTREAM_FAILURE',
    'addressOf',
    'blockPage',
    'blockedByField',
    'capacityOf',
    'enterNetworkNamespace',
    'escapeHtml',
    'hashTextUnder',
    'listenerMigration',
    'namespaceCookie',
    'openFilesFor',
    'openFilesLimit',
    'ownAddresses',
    'prefixOf',
    'readyResponse',
    'renderBlockAnswer',
    'sendUnixDatagram',
    'serveDataPlane',
    'serviceManager',
    'styleSource',
  ]);
});

test('every vocabulary is dense: its codes are array indices', () => {
  const { DIRECTION, MODE, PROTOCOL, REFUSAL, REJECTION, UNINSPECTABLE, UPSTREAM_FAILURE } = surface;
  for (const vocabulary of [DIRECTION, MODE, PROTOCOL, REFUSAL, REJECTION, UNINSPECTABLE, UPSTREAM_FAILURE]) {
    expect(Object.values(vocabulary)).toEqual(Object.keys(vocabulary).map((_, i) => i));
  }
});
