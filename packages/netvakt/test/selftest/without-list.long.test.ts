import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCases, startOrigins } from '@netvakt/selftest';
import { LONG_TEST } from '@netvakt/testing';
import { configWith, freePlace } from '../support/filter-under-test.ts';
import { folderWith, Netvakt } from '../support/process.ts';

/** Refused without a rule: no reader may guess what they mean. Nothing else may be stopped if nothing is listed. */
const REFUSED_ANYWAY = [
  'spelling-host-idn-utf8',
  'spelling-host-percent',
  'spelling-host-leading-dot',
  'fields-lf-only',
  'fields-version-9',
  'fields-two-spaces',
  'fields-tab',
];

describe('without the list', () => {
  let filter: Netvakt;
  let origins: Awaited<ReturnType<typeof startOrigins>>;
  let proxyPort: number;

  beforeAll(async () => {
    const place = await freePlace();
    origins = await startOrigins(place);
    const files = configWith('[{ address: 127.0.0.1, port: 0 }]', place);
    const folder = await folderWith({ ...files, 'selftest.txt': 'other.test\n' });
    filter = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')]);
    const { proxy } = await filter.logged('listening');
    proxyPort = Number(/\d+$/.exec((proxy as readonly string[])[0] ?? '')?.[0]);
  });
  afterAll(async () => {
    await filter.kill();
    await origins.close();
  });

  test(
    'what must be blocked is served, so that a block is never an accident',
    async () => {
      const at = { host: '127.0.0.1', port: proxyPort, patience: 10 };
      const ground = { way: 'proxy', http: at, https: at, evidence: origins, source: 'any' } as const;
      const results = await runCases(ground, () => undefined);
      const stopped = results.filter(
        ({ case: { expect: wanted }, outcome }) => wanted === 'block' && outcome === 'passed',
      );
      expect(stopped.map(({ case: { id } }) => id)).toEqual(REFUSED_ANYWAY);
      const lost = results.filter(
        ({ case: { expect: wanted, kind }, outcome }) =>
          wanted === 'pass' && kind !== 'measure' && outcome === 'failed',
      );
      expect(lost).toEqual([]);
    },
    LONG_TEST,
  );
});
