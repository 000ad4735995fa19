/** A manifest of a fleet: what is believed, and every way in which it is not. */
import { expect, test } from '@jest/globals';
import { describeFleetManifest, type FleetManifest, judgeFleetManifest } from '../../src/fleet/manifest.ts';
import type { ListRefusalReason } from '../../src/report/refusal.ts';
import { writeEnvelope } from '../../src/trust/envelope.ts';
import { makeKey } from '../../src/trust/keys.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAY = 86_400_000;
const [own, foreign] = [makeKey(), makeKey()];
const keys = {
  list: 'north',
  version: 1,
  threshold: 1,
  keys: [{ id: own.id, key: own.publicKey, from: undefined, until: undefined }],
};
const digest = 'a'.repeat(64);
const stable = {
  number: 1,
  digest,
  whole: { name: 'whole-1', size: 10, sha256: digest },
  deltas: [],
};
const good: FleetManifest = {
  fleet: 'north',
  serial: 7,
  created: NOW,
  expires: NOW + DAY,
  stable,
  next: {
    generation: {
      ...stable,
      number: 2,
      deltas: [{ name: 'delta-1-2', size: 3, sha256: digest, base: digest }],
    },
    stages: [{ share: 100, from: NOW }],
  },
};

function signed(manifest: FleetManifest, key = own): Buffer {
  return Buffer.from(writeEnvelope(describeFleetManifest(manifest), [{ id: key.id, key: key.privateKey }]));
}

test('what was signed is what is read', () => {
  const judged = judgeFleetManifest(signed(good), keys, undefined, NOW);
  expect(judged).toMatchObject({ ok: true, manifest: good });
  expect(judgeFleetManifest(signed({ ...good, next: undefined }), keys, undefined, NOW)).toMatchObject({ ok: true });
});

const memory = { serial: 7, sha256: digest, keysVersion: 1 };
test.each<{ why: string; document: Buffer; reason: ListRefusalReason; remembers?: boolean }>([
  { why: 'no JSON', document: Buffer.from('<html>'), reason: 'manifest-malformed' },
  { why: 'of another key', document: signed(good, foreign), reason: 'signature-invalid' },
  { why: 'of another fleet', document: signed({ ...good, fleet: 'south' }), reason: 'manifest-of-another-list' },
  {
    why: 'forever the same',
    document: signed({ ...good, created: NOW - DAY, expires: NOW }),
    reason: 'manifest-expired',
  },
  { why: 'of the future', document: signed({ ...good, created: NOW + DAY / 2 }), reason: 'manifest-future' },
  { why: 'sent again', document: signed({ ...good, serial: 6 }), reason: 'manifest-rollback', remembers: true },
  { why: 'another under one serial', document: signed(good), reason: 'manifest-conflict', remembers: true },
  {
    why: 'a name that leads out of the store',
    document: signed({ ...good, stable: { ...stable, whole: { ...stable.whole, name: '../../etc/passwd' } } }),
    reason: 'manifest-malformed',
  },
  {
    why: 'a share above the whole fleet',
    document: signed({ ...good, next: { generation: stable, stages: [{ share: 10_001, from: NOW }] } }),
    reason: 'manifest-malformed',
  },
  {
    why: 'no stage',
    document: signed({ ...good, next: { generation: stable, stages: [] } }),
    reason: 'manifest-malformed',
  },
])('a manifest is refused that is $why', ({ document, reason, remembers = false }) => {
  expect(judgeFleetManifest(document, keys, remembers ? memory : undefined, NOW)).toMatchObject({ ok: false, reason });
});

test('new keys begin a new count: so a fleet recovers whose old keys were stolen', () => {
  const renewed = { ...keys, version: 2 };
  expect(judgeFleetManifest(signed({ ...good, serial: 1 }), renewed, memory, NOW)).toMatchObject({ ok: true });
});
